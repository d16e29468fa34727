/*
 * Formatted printing without buffers: what lies between two conversions, and
 * each part of one, goes straight to the console, so that it works in a panic
 * and before anything else does.
 */
#include "print.h"

#include "platform.h"

#define DIGITS_MAX 20 /* of a 64-bit number in base 10 */
#define WIDTH_MAX 200
#define PADDING_BYTES 16

/* One conversion: %[-][0][width][l|z]letter */
struct conversion {
    bool left;
    bool zeros;
    bool wide; /* the argument has 64 bits */
    unsigned width;
};

static void put_text(const char *text, unsigned length)
{
    if (length)
        platform_console_write(text, length);
}

/* Which of the two: PADDING_BYTES of the same. */
static void put_padding(bool zeros, unsigned count)
{
    static const char spaces[PADDING_BYTES + 1] = "                ";
    static const char noughts[PADDING_BYTES + 1] = "0000000000000000";

    for (; count > PADDING_BYTES; count -= PADDING_BYTES)
        put_text(zeros ? noughts : spaces, PADDING_BYTES);
    put_text(zeros ? noughts : spaces, count);
}

static unsigned text_length(const char *text)
{
    unsigned length = 0;

    while (text[length])
        length++;
    return length;
}

/* Text with a sign or prefix before it (or ""), padded to the width. */
static void put_field(const struct conversion *how, const char *prefix,
                      const char *text, unsigned length)
{
    unsigned before = text_length(prefix), used = before + length;
    unsigned padding = how->width > used ? how->width - used : 0;

    if (!how->left && !how->zeros)
        put_padding(false, padding);
    put_text(prefix, before);
    if (!how->left && how->zeros)
        put_padding(true, padding);
    put_text(text, length);
    if (how->left)
        put_padding(false, padding);
}

static void put_number(const struct conversion *how, const char *prefix,
                       word_t value, unsigned base)
{
    char digits[DIGITS_MAX];
    char *const end = digits + DIGITS_MAX;
    char *at = end;

    if (base == 16)
        for (; value || at == end; value >>= 4)
            *--at = "0123456789abcdef"[value & 15];
    else
        for (; value || at == end; value /= 10)
            *--at = (char)('0' + value % 10);
    put_field(how, prefix, at, (unsigned)(end - at));
}

static void put_string(struct conversion *how, const char *text)
{
    how->zeros = false;
    if (!text)
        text = "(null)";
    put_field(how, "", text, text_length(text));
}

static const char *read_conversion(const char *format, struct conversion *how)
{
    *how = (struct conversion){};
    for (; *format == '-' || *format == '0'; format++)
        if (*format == '-')
            how->left = true;
        else
            how->zeros = true;
    for (; *format >= '0' && *format <= '9'; format++)
        if (how->width < WIDTH_MAX)
            how->width = how->width * 10 + (unsigned)(*format - '0');
    for (; *format == 'l' || *format == 'z'; format++)
        how->wide = true;
    return format;
}

static void put_signed(const struct conversion *how, int64_t value)
{
    word_t magnitude = (word_t)value;

    put_number(how, value < 0 ? "-" : "", value < 0 ? -magnitude : magnitude,
               10);
}

/* What comes before the next conversion, or the end: returns that. */
static const char *put_plain(const char *format)
{
    const char *end = format;

    while (*end && *end != '%')
        end++;
    put_text(format, (unsigned)(end - format));
    return end;
}

void print_list(const char *format, va_list list)
{
    struct conversion how;
    char c;

    for (format = put_plain(format); *format; format = put_plain(format + 1)) {
        format = read_conversion(format + 1, &how);
        switch (*format) {
        case 'c':
            c = (char)va_arg(list, int);
            put_field(&how, "", &c, 1);
            break;
        case 's':
            put_string(&how, va_arg(list, const char *));
            break;
        case 'd':
            put_signed(&how,
                       how.wide ? va_arg(list, int64_t) : va_arg(list, int));
            break;
        case 'u':
        case 'x':
            put_number(&how, "",
                       how.wide ? va_arg(list, word_t) : va_arg(list, unsigned),
                       *format == 'u' ? 10 : 16);
            break;
        case 'p':
            put_number(&how, "0x", (word_t)va_arg(list, void *), 16);
            break;
        case '\0':
            return;
        default: /* "%%", and what is not known is shown as it is */
            put_text(format, 1);
        }
    }
}

void print(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    print_list(format, list);
    va_end(list);
}
