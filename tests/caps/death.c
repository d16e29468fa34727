/*
 * "When something dies. Each line is a test, and so is each pair of lines at
 * once" (architecture, section 4): every event of death_events.c alone, every
 * one after every other, and (below) while another one is half done. What must
 * come of it says the model of death_model.h, after every step.
 */
#include "../support/death_scene.h"

#include "../support/port.h"

static struct scene scene;

static void alone(const struct event *event, unsigned own)
{
    death_scene_new(&scene, own);
    scene.first = event->name;
    death_happens(&scene, event);
    death_finish(&scene);
    death_scene_end();
}

static void nothing_dies(void **state)
{
    int64_t ends[DEATH_ENDS];

    (void)state;
    death_scene_new(&scene, 0);
    death_finish(&scene);
    death_ends(&scene, ends);
    for (unsigned i = 0; i < 4; i++)
        assert_true(ends[i] > 0);
}

static void every_event(void **state)
{
    (void)state;
    for (unsigned own = 0; own < OWN_TIMES; own++)
        for (unsigned i = 0; i < death_event_count; i++)
            alone(&death_events[i], own);
}

static void pair(const struct event *first, const struct event *second,
                 unsigned own)
{
    death_scene_new(&scene, own);
    scene.first = first->name;
    scene.second = second->name;
    death_happens(&scene, first);
    death_happens(&scene, second);
    death_finish(&scene);
    death_scene_end();
}

static void every_ordered_pair(void **state)
{
    /* On boards: nobody, or everybody. */
    unsigned step = port_times(OWN_TIMES) == OWN_TIMES ? 1 : OWN_TIMES - 1;
    unsigned pairs = 0;

    (void)state;
    for (unsigned own = 0; own < OWN_TIMES; own += step)
        for (unsigned i = 0; i < death_event_count; i++)
            for (unsigned j = 0; j < death_event_count; j++, pairs++)
                pair(&death_events[i], &death_events[j], own);
    print_message("%u pairs\n", pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(nothing_dies),
        world_test(every_event),
        world_test(every_ordered_pair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
