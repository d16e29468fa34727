/*
 * Words and numbers of a line.
 */
#include "shell.h"

bool words_split(char *line, struct words *words)
{
    words->count = 0;
    for (char *at = line;;) {
        while (*at == ' ')
            *at++ = '\0';
        if (*at == '\0')
            return true;
        if (words->count == WORDS_MAX)
            return false;
        words->text[words->count++] = at;
        while (*at != ' ' && *at != '\0')
            at++;
    }
}

static bool digit_read(char character, unsigned base, unsigned *digit)
{
    if (character >= '0' && character <= '9')
        *digit = (unsigned)(character - '0');
    else if ((character | 32) >= 'a' && (character | 32) <= 'f')
        *digit = (unsigned)((character | 32) - 'a') + 10;
    else
        return false;
    return *digit < base;
}

bool number_read(const char *text, word_t limit, word_t *number)
{
    unsigned base = text[0] == '0' && text[1] == 'x' ? 16 : 10;
    unsigned digit;

    if (base == 16)
        text += 2;
    if (*text == '\0')
        return false;
    for (*number = 0; *text != '\0'; text++) {
        if (!digit_read(*text, base, &digit) ||
            __builtin_mul_overflow(*number, base, number) ||
            __builtin_add_overflow(*number, digit, number) || *number > limit)
            return false;
    }
    return true;
}
