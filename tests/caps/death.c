/*
 * "When something dies. Each line is a test, and so is each pair of lines at
 * once" (architecture, section 4): every event of death_events.c alone, every
 * one after every other, several at random; death_half.c has what happens while
 * another one is half done. What must come of it says the model of
 * death_model.h, after every step.
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

/* A client that has begun anew gets its time when the last one who was lent it
   has no use for it any more, in whatever way. */
static void time_comes_home(void **state)
{
    static const char *const lasts[] = {
        "a fault that is aborted", "a fault that is given up",
        "the server's activation", "the server's domain"};
    static const char *const before[] = {"the client's domain",
                                         "the client begins anew",
                                         "the middle's activation"};

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        death_scene_new(&scene, 0);
        for (unsigned k = 0; k < 3; k++)
            death_happens(&scene, death_event(before[k]));
        assert_int_equal(death_see(&scene, PARTY_CLIENT).time, NOBODY);
        scene.second = lasts[i];
        death_happens(&scene, death_event(lasts[i]));
        if (i != 1) /* it stops with what it has */
            assert_int_equal(death_see(&scene, PARTY_CLIENT).time,
                             PARTY_CLIENT);
        death_finish(&scene);
        death_scene_end();
    }
}

/* More lines than two, at random. */
static void several_in_a_row(void **state)
{
    word_t random = 1, sequences = port_times(2000);

    (void)state;
    for (word_t i = 0; i < sequences; i++) {
        unsigned events = 3 + i % 5;

        death_scene_new(&scene, i % OWN_TIMES);
        for (unsigned k = 0; k < events; k++) {
            const struct event *event;

            random = random * 6364136223846793005u + 1442695040888963407u;
            event = &death_events[(random >> 33) % death_event_count];
            scene.first = scene.second;
            scene.second = event->name;
            death_happens(&scene, event);
        }
        death_finish(&scene);
        death_scene_end();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(nothing_dies),       world_test(every_event),
        world_test(every_ordered_pair), world_test(time_comes_home),
        world_test(several_in_a_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
