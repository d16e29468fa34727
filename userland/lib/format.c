/*
 * vsnprintf: one conversion at a time, written through a bounded output that
 * also counts what did not fit.
 */
#include "stdio.h"
#include "string.h"

#include <stdbool.h>
#include <stdint.h>

#define DIGITS_MAX 20

struct output {
    char *to;
    size_t size;
    size_t length; /* of the whole text, also beyond `size` */
};

/* What stands between % and the letter. */
struct conversion {
    bool left;
    bool zero;
    bool wide; /* 64 bits */
    size_t width;
    size_t precision;
    bool upper;
};

static void put(struct output *output, char character)
{
    if (output->length + 1 < output->size)
        output->to[output->length] = character;
    output->length++;
}

static void put_many(struct output *output, char character, size_t count)
{
    while (count-- > 0)
        put(output, character);
}

static void put_text(struct output *output, const struct conversion *how,
                     const char *text, size_t length)
{
    size_t padding = how->width > length ? how->width - length : 0;

    if (!how->left)
        put_many(output, ' ', padding);
    for (size_t i = 0; i < length; i++)
        put(output, text[i]);
    if (how->left)
        put_many(output, ' ', padding);
}

static size_t digits_of(char *end, uint64_t value, unsigned base, bool upper)
{
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    size_t count = 0;

    do {
        *--end = digits[value % base];
        value /= base;
        count++;
    } while (value != 0);
    return count;
}

static void put_number(struct output *output, const struct conversion *how,
                       const char *sign, uint64_t value, unsigned base)
{
    char buffer[DIGITS_MAX + 2];
    char *end = buffer + sizeof buffer;
    size_t count = digits_of(end, value, base, how->upper);
    size_t sign_length = strlen(sign);

    if (how->zero && !how->left && how->width > count + sign_length) {
        put_text(output, &(struct conversion){0}, sign, sign_length);
        put_many(output, '0', how->width - count - sign_length);
        put_text(output, &(struct conversion){0}, end - count, count);
        return;
    }
    memcpy(end - count - sign_length, sign, sign_length);
    put_text(output, how, end - count - sign_length, count + sign_length);
}

static size_t read_number(const char **format)
{
    size_t number = 0;

    for (; **format >= '0' && **format <= '9'; ++*format)
        number = number * 10 + (size_t)(**format - '0');
    return number;
}

static size_t read_width(const char **format, va_list *arguments)
{
    int given;

    if (**format != '*')
        return read_number(format);
    ++*format;
    given = va_arg(*arguments, int);
    return given > 0 ? (size_t)given : 0;
}

static struct conversion read_conversion(const char **format,
                                         va_list *arguments)
{
    struct conversion how = {.precision = SIZE_MAX};

    for (;; ++*format) {
        if (**format == '-')
            how.left = true;
        else if (**format == '0')
            how.zero = true;
        else
            break;
    }
    how.width = read_width(format, arguments);
    if (**format == '.') {
        ++*format;
        how.precision = read_width(format, arguments);
    }
    for (; **format == 'l' || **format == 'z'; ++*format)
        how.wide = true;
    return how;
}

static void put_signed(struct output *output, const struct conversion *how,
                       int64_t value)
{
    if (value < 0)
        put_number(output, how, "-", -(uint64_t)value, 10);
    else
        put_number(output, how, "", (uint64_t)value, 10);
}

static uint64_t read_unsigned(const struct conversion *how, va_list *arguments)
{
    if (how->wide)
        return va_arg(*arguments, uint64_t);
    return va_arg(*arguments, unsigned);
}

static int64_t read_signed(const struct conversion *how, va_list *arguments)
{
    if (how->wide)
        return va_arg(*arguments, int64_t);
    return va_arg(*arguments, int);
}

static void put_string(struct output *output, const struct conversion *how,
                       const char *text)
{
    if (text == NULL)
        text = "(null)";
    put_text(output, how, text, strnlen(text, how->precision));
}

static void convert(struct output *output, struct conversion *how, char letter,
                    va_list *arguments)
{
    char character;

    switch (letter) {
    case 'd':
    case 'i':
        put_signed(output, how, read_signed(how, arguments));
        break;
    case 'u':
        put_number(output, how, "", read_unsigned(how, arguments), 10);
        break;
    case 'X':
        how->upper = true;
        [[fallthrough]];
    case 'x':
        put_number(output, how, "", read_unsigned(how, arguments), 16);
        break;
    case 'p':
        how->wide = true;
        put_number(output, how, "0x", read_unsigned(how, arguments), 16);
        break;
    case 'c':
        character = (char)va_arg(*arguments, int);
        put_text(output, how, &character, 1);
        break;
    case 's':
        put_string(output, how, va_arg(*arguments, const char *));
        break;
    default:
        put(output, letter);
        break;
    }
}

int vsnprintf(char *to, size_t size, const char *format, va_list arguments)
{
    struct output output = {.to = to, .size = size};
    struct conversion how;
    va_list rest;

    va_copy(rest, arguments);
    while (*format != '\0') {
        if (*format != '%') {
            put(&output, *format++);
            continue;
        }
        format++;
        how = read_conversion(&format, &rest);
        if (*format == '\0')
            break;
        convert(&output, &how, *format++, &rest);
    }
    va_end(rest);
    if (size > 0)
        to[output.length < size ? output.length : size - 1] = '\0';
    return (int)output.length;
}

int snprintf(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return length;
}
