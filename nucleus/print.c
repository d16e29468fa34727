/*
 * Formatted printing without buffers: each conversion goes straight to the
 * console, byte by byte, so that it works in a panic and before anything else
 * does.
 */
#include "print.h"

#include "platform.h"

#define DIGITS_MAX 20 /* of a 64-bit number in base 10 */
#define WIDTH_MAX 200

/* One conversion: %[-][0][width][l|z]letter */
struct conversion {
    bool left;
    bool zeros;
    bool wide; /* the argument has 64 bits */
    unsigned width;
};

static void put_repeated(char c, unsigned count)
{
    while (count-- > 0)
        platform_console_put(c);
}

/* Text with a sign or prefix before it (or ""), padded to the width. */
static void put_field(const struct conversion *how, const char *prefix,
                      const char *text, unsigned length)
{
    unsigned used = length;
    unsigned padding;

    for (const char *c = prefix; *c; c++)
        used++;
    padding = how->width > used ? how->width - used : 0;
    if (!how->left && !how->zeros)
        put_repeated(' ', padding);
    for (; *prefix; prefix++)
        platform_console_put(*prefix);
    if (!how->left && how->zeros)
        put_repeated('0', padding);
    while (length-- > 0)
        platform_console_put(*text++);
    if (how->left)
        put_repeated(' ', padding);
}

static void put_number(const struct conversion *how, const char *prefix,
                       word_t value, unsigned base)
{
    char digits[DIGITS_MAX];
    unsigned count = 0;

    do {
        digits[DIGITS_MAX - ++count] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    put_field(how, prefix, digits + DIGITS_MAX - count, count);
}

static void put_string(struct conversion *how, const char *text)
{
    unsigned length = 0;

    how->zeros = false;
    if (!text)
        text = "(null)";
    while (text[length])
        length++;
    put_field(how, "", text, length);
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

void print_list(const char *format, va_list list)
{
    struct conversion how;
    char c;

    for (; *format; format++) {
        if (*format != '%') {
            platform_console_put(*format);
            continue;
        }
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
            platform_console_put(*format);
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
