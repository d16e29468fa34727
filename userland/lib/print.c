/*
 * printf: a line at a time to the console service. The whole line goes in one
 * call through a frame shared with the console, so that lines of different
 * programs do not mix; as long as there is none, in pieces of 40 bytes.
 */
#include "console.h"
#include "mutex.h"
#include "stdio.h"
#include "string.h"

#define LINE_BYTES 256

static char line[LINE_BYTES];
static size_t line_length;
static struct mutex lock;
static void (*writer)(const char *text, size_t bytes) = console_write;

void print_set_writer(void (*new_writer)(const char *text, size_t bytes))
{
    writer = new_writer;
}

bool print_start(void)
{
    return mutex_start(&lock) == OK;
}

static void line_write(void)
{
    size_t length = line_length;

    line_length = 0;
    if (length > 0)
        writer(line, length);
}

static void print_character(char character)
{
    line[line_length++] = character;
    if (character == '\n' || line_length == LINE_BYTES)
        line_write();
}

void print_flush(void)
{
    mutex_lock(&lock);
    line_write();
    mutex_unlock(&lock);
}

int vprintf(const char *format, va_list arguments)
{
    char text[LINE_BYTES];
    int length = vsnprintf(text, sizeof text, format, arguments);

    mutex_lock(&lock);
    for (const char *at = text; *at != '\0'; at++)
        print_character(*at);
    mutex_unlock(&lock);
    return length;
}

int printf(const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vprintf(format, arguments);
    va_end(arguments);
    return length;
}
