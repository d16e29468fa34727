/*
 * The sweep: which victims, from which tick to which, in steps of how many, the
 * boot loader's command line says:
 *
 *     victim=NAME from=K to=K step=S
 *
 * An interrupt that comes while the kernel runs is taken when it is left, or
 * asks for interrupts: all these rounds are one point.
 */
#include "own.h"
#include "program.h"
#include "stand_in.h"
#include "status.h"
#include "stdio.h"
#include "string.h"
#include "stubs.h"
#include "sweep.h"

#define MEMORY_BITS 22
#define OWN_SLOTS 256
#define PROGRESS 500 /* rounds between two lines */

/* The round that is running. */
static const struct victim *victim_now;
static word_t ticks_now;

void must(int64_t status, const char *what)
{
    if (status == OK)
        return;
    printf("kill: wrong: %s: %s (%ld)\n", what, status_name(status),
           (long)status);
    if (victim_now)
        printf("kill: wrong: victim %s at %lu\n", victim_now->name, ticks_now);
    stand_in_end(1);
}

/* ---- the command line ---- */

static const struct victim *victim_named(const char *line)
{
    const char *text = stand_in_option(line, "victim");

    for (unsigned i = 0; text && i < VICTIMS; i++) {
        size_t length = strlen(victims[i].name);

        if (memcmp(text, victims[i].name, length) == 0 &&
            (text[length] == ' ' || text[length] == '\0'))
            return &victims[i];
    }
    printf("kill: wrong: no victim of that name in `%s`\n", line);
    stand_in_end(1);
}

/* ---- counting ---- */

/*
 * When the killer woke up, from the beginning of the round on. In user code
 * that is later with each tick; rounds that wake it at the same moment, one
 * after the other, were interrupted in the kernel, at the same point. (The
 * counter may be one off.)
 */
struct count {
    word_t rounds, points;        /* all of them */
    word_t shared, shared_points; /* and of those, with more than one round */
    word_t first, last, run;      /* the moments of the last point; rounds */
    word_t late;                  /* from a deadline to the killer, at most */
};

static void count_end(struct count *count)
{
    if (count->run < 2)
        return;
    count->shared += count->run;
    count->shared_points++;
}

static void count_round(struct count *count, word_t ticks)
{
    word_t late = killer_late(), woke = ticks + late;

    count->rounds++;
    count->late = late > count->late ? late : count->late;
    if (count->run &&
        (woke <= count->last || (count->run > 1 && woke <= count->first + 1))) {
        count->run++;
    } else {
        count_end(count);
        count->points++;
        count->first = woke;
        count->run = 1;
    }
    count->last = woke;
}

static void sweep(const struct victim *victim, word_t from, word_t to,
                  word_t step)
{
    struct count count = {0};

    for (word_t ticks = from; ticks <= to; ticks += step) {
        victim_now = victim;
        ticks_now = ticks;
        round_run(victim, ticks);
        count_round(&count, ticks);
        if (count.rounds % PROGRESS == 0)
            printf("kill: at %lu of %lu\n", ticks, to);
    }
    count_end(&count);
    printf("kill: rounds %lu points %lu shared %lu shared_points %lu "
           "late %lu\n",
           count.rounds, count.points, count.shared, count.shared_points,
           count.late);
}

/* ---- once ---- */

static void setup(const struct root_boot_info *info)
{
    stand_in_print();
    must(stand_in_own(info, stand_in_memory(info, MEMORY_BITS), MEMORY_BITS,
                      info->first_free_slot + OWN_SLOTS),
         "own memory");
    must(cap_cpu_configure(own.cpu, 1, BOOT_SLOT_SCHED_CONTEXT),
         "own priority");
    parties_start(info);
    rounds_start(info);
    killer_start(info);
}

int program_main(word_t argument)
{
    const struct root_boot_info *info = (const struct root_boot_info *)argument;
    const char *line = info->command_line;
    const struct victim *victim;
    word_t length;

    setup(info);
    victim = victim_named(line);
    length = round_length(victim->lent_only);
    printf("kill: length %lu\n", length);
    sweep(victim, stand_in_number(line, "from", 0),
          stand_in_number(line, "to", length),
          stand_in_number(line, "step", 1));
    stand_in_end(0);
}
