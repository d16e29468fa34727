/*
 * One line from the console, with echo. Backspace and Delete take a character
 * back, Ctrl-U the whole line, Ctrl-C gives it up. Escape sequences (arrow
 * keys) are ignored.
 */
#include "console.h"
#include "program.h"
#include "shell.h"
#include "stdio.h"

#define CTRL_C 3
#define BACKSPACE 8
#define CTRL_U 21
#define ESCAPE 27
#define DELETE 127

struct line {
    char *text;
    size_t size;
    size_t length;
};

enum key {
    KEY_MORE,
    KEY_DONE,
    KEY_GIVEN_UP
};

/* Bytes that have been read but not used; they may hold further lines. */
static char input[CONSOLE_BYTES];
static size_t input_at;
static size_t input_end;
static char last;

/* Without a console there is no shell. */
static char next_byte(void)
{
    int64_t status;

    if (input_at == input_end) {
        print_flush();
        input_at = 0;
        status = console_read(input, &input_end);
        if (status != OK)
            program_exit((word_t)status);
    }
    return input[input_at++];
}

/* Skips `ESC [ ... letter`; the first byte after ESC is in hand. */
static void escape_skip(void)
{
    char byte = next_byte();

    if (byte != '[' && byte != 'O')
        return;
    do
        byte = next_byte();
    while (byte < '@' || byte > '~');
}

static void erase(struct line *line, size_t count)
{
    while (count-- > 0 && line->length > 0) {
        line->length--;
        printf("\b \b");
    }
}

static enum key key_apply(struct line *line, char byte)
{
    switch (byte) {
    case '\r':
    case '\n':
        printf("\n");
        return KEY_DONE;
    case CTRL_C:
        printf("^C\n");
        return KEY_GIVEN_UP;
    case CTRL_U:
        erase(line, line->length);
        return KEY_MORE;
    case BACKSPACE:
    case DELETE:
        erase(line, 1);
        return KEY_MORE;
    case ESCAPE:
        escape_skip();
        return KEY_MORE;
    default:
        break;
    }
    if (byte >= ' ' && byte <= '~' && line->length + 1 < line->size) {
        line->text[line->length++] = byte;
        printf("%c", byte);
    }
    return KEY_MORE;
}

bool line_read(char *text, size_t size)
{
    struct line line = {text, size, 0};
    enum key key = KEY_MORE;
    char byte;

    while (key == KEY_MORE) {
        byte = next_byte();
        /* A terminal may end its lines with both. */
        if (byte != '\n' || last != '\r')
            key = key_apply(&line, byte);
        last = byte;
    }
    text[line.length] = '\0';
    return key == KEY_DONE;
}
