/*
 * The second half of "each pair of lines at once": what deletes is interrupted
 * at many points, the other thing happens meanwhile, and the deletion goes on.
 * Every call must end as it does if one of the two comes after the other.
 */
#include "../support/death_scene.h"

#include "../support/port.h"

#define REAPER 5 /* below all parties, and, when it is to wait, below root */
#define ABOVE 6
#define BELOW 1
#define POINTS 12

static struct scene scene;
static unsigned points, half_done;

/* A deadline that is any closer has passed when the kernel looks at it. */
static word_t shortest_sleep(void)
{
    word_t begun = port_time();

    sleep_for(0);
    return port_time() - begun;
}

static void root_priority(word_t priority)
{
    MUST(cap_cpu_configure(BOOT_SLOT_CPUS, priority, BOOT_SLOT_SCHED_CONTEXT));
}

/* One after the other; returns how long the first one takes. */
static word_t in_turn(const struct event *first, const struct event *second,
                      unsigned own, int64_t ends[DEATH_ENDS])
{
    struct actor *reaper;
    word_t begun, ended;

    death_scene_new(&scene, own);
    scene.follow = false;
    reaper = actor_new(&home, REAPER);
    begun = port_time();
    MUST(AS(reaper, death_invoke(&scene, first)));
    ended = port_time();
    (void)death_invoke(&scene, second);
    death_finish(&scene);
    death_ends(&scene, ends);
    death_scene_end();
    return ended - begun;
}

/* The second one when the first one has had `ticks`. */
static void at_once(const struct event *first, const struct event *second,
                    unsigned own, word_t ticks, int64_t ends[DEATH_ENDS])
{
    struct actor *reaper;
    cap_t victim;

    death_scene_new(&scene, own);
    scene.follow = false;
    scene.first = first->name;
    scene.second = second->name;
    reaper = actor_new(&home, REAPER);
    victim = first->victim(&scene, first->which);
    root_priority(ABOVE);
    (void)AS(reaper, death_invoke(&scene, first));
    sleep_for(ticks);
    half_done += (flags_of(victim) & SLOT_FLAG_CLOSED) != 0;
    points++;
    (void)death_invoke(&scene, second);
    while (finished(reaper) == PENDING)
        sleep_for(20 + world.info->ticks_per_second / 10000);
    MUST(finished(reaper));
    root_priority(BELOW);
    check_kernel();
    death_finish(&scene);
    death_ends(&scene, ends);
    death_scene_end();
}

static void compare(const struct event *first, const struct event *second,
                    const int64_t *ends, const int64_t *one,
                    const int64_t *other)
{
    for (unsigned i = 0; i < DEATH_ENDS; i++) {
        if (ends[i] == one[i] || ends[i] == other[i])
            continue;
        print_message("%s, and meanwhile %s: end %u is %d, not %d or %d\n",
                      first->name, second->name, i, (int)ends[i], (int)one[i],
                      (int)other[i]);
        fail_msg("neither as in one order nor as in the other");
    }
}

static void pair(const struct event *first, const struct event *second,
                 unsigned own)
{
    int64_t one[DEATH_ENDS], other[DEATH_ENDS], ends[DEATH_ENDS];
    word_t ticks = in_turn(first, second, own, one);
    word_t least = shortest_sleep();

    (void)in_turn(second, first, own, other);
    for (word_t point = 1; point <= POINTS; point++) {
        at_once(first, second, own, least + ticks * point / POINTS, ends);
        compare(first, second, ends, one, other);
    }
}

/* What takes one step only is in death.c already. */
static bool takes_steps(const struct event *event)
{
    word_t type = NO_TYPE;

    if (!event->victim)
        return false;
    death_scene_new(&scene, 0);
    type = type_of(event->victim(&scene, event->which));
    death_scene_end();
    return type == TYPE_GATE || type == TYPE_DOMAIN;
}

static void every_event_while_another_is_half_done(void **state)
{
    (void)state;
    points = half_done = 0;
    for (unsigned i = 0; i < death_event_count; i++) {
        if (!takes_steps(&death_events[i]))
            continue;
        for (unsigned j = 0; j < death_event_count; j++)
            if (!death_events[j].happens)
                pair(&death_events[i], &death_events[j], (i + j) % OWN_TIMES);
    }
    print_message("%u points, %u of them in the middle\n", points, half_done);
    assert_true(half_done > points / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(every_event_while_another_is_half_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
