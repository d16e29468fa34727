/*
 * The shell: reads lines from the console and runs commands.
 */
#include "console.h"
#include "program.h"
#include "shell.h"
#include "status.h"
#include "stdio.h"

#define LINE_BYTES 128

int program_main(word_t argument)
{
    char line[LINE_BYTES];
    struct words words;

    (void)argument;
    (void)status_check(console_share(), "shell: the console's frame");
    printf("Hesper. `help` lists the commands.\n");
    for (;;) {
        printf("hesper> ");
        print_flush();
        if (!line_read(line, sizeof line))
            continue;
        if (!words_split(line, &words))
            printf("a command has at most %d words\n", WORDS_MAX);
        else if (words.count > 0)
            command_dispatch(&words);
    }
}
