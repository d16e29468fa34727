/* Setting up what death_scene.h describes, and looking at it. */
#include "death_scene.h"

#include "port.h"

#define OPERATION 0x2001
#define PRIORITY_FIRST 10
#define RUNG 4 /* the bit that a session's end signals */

void death_give_time(struct scene *s, enum party p)
{
    actor_give_time(s->actors[p], PRIORITY_FIRST + p);
    if (s->follow)
        model_give_time(&s->model, p);
}

/* ---- who and where ---- */

static void make_places(struct scene *s)
{
    for (enum party p = 0; p < PARTIES; p++) {
        enum party named = model_place_of(p);

        if (named == p)
            s->places[p] = place_new();
        else if (named == NOBODY)
            s->places[p] = &home;
    }
    s->places[PARTY_BYSTANDER] = s->places[PARTY_SPARE] =
        s->places[PARTY_SERVER];
    s->gates[GATE_OF_MIDDLE] = gate_new(s->places[PARTY_MIDDLE]);
    s->gates[GATE_OF_SERVER] = gate_new(s->places[PARTY_SERVER]);
    s->gates[GATE_OF_HANDLER] = gate_new(s->places[PARTY_HANDLER]);
    MUST(cap_domain_set_fault_gate(s->places[PARTY_SERVER]->domain,
                                   callable(s->gates[GATE_OF_HANDLER], 3)));
}

static void make_session(struct scene *s)
{
    cap_t session = callable(s->gates[GATE_OF_SERVER], 2);

    s->bell = notification_new();
    MUST(cap_gate_set_notification(s->gates[GATE_OF_SERVER],
                                   signaller(s->bell, RUNG)));
    MUST(cap_gate_watch(s->gates[GATE_OF_SERVER], session));
    s->ways[PARTY_MIDDLE] = put(s->places[PARTY_MIDDLE], session);
    s->ways[PARTY_CLIENT] =
        put(s->places[PARTY_CLIENT], callable(s->gates[GATE_OF_MIDDLE], 1));
    s->ways[PARTY_WAITING] = s->ways[PARTY_DEFERRED] = s->ways[PARTY_FRESH] =
        callable(s->gates[GATE_OF_SERVER], 7);
}

static void make_actors(struct scene *s, unsigned own)
{
    static const enum party_gate gates[PARTIES] = {
        [PARTY_CLIENT] = NO_GATE,        [PARTY_MIDDLE] = GATE_OF_MIDDLE,
        [PARTY_SERVER] = GATE_OF_SERVER, [PARTY_WAITING] = NO_GATE,
        [PARTY_DEFERRED] = NO_GATE,      [PARTY_HANDLER] = GATE_OF_HANDLER,
        [PARTY_BYSTANDER] = NO_GATE,     [PARTY_FRESH] = NO_GATE,
        [PARTY_SPARE] = NO_GATE,
    };

    model_begin(&s->model);
    for (enum party p = 0; p < PARTIES; p++) {
        s->actors[p] = actor_stopped(s->places[p]);
        if ((gates[p] == NO_GATE && p != PARTY_SPARE) ||
            (p == PARTY_SERVER && own & 1) || (p == PARTY_MIDDLE && own & 2))
            death_give_time(s, p);
        if (gates[p] != NO_GATE) {
            MUST(cap_gate_add_activation(s->gates[gates[p]],
                                         s->actors[p]->thread));
            model_activation(&s->model, p, gates[p]);
        } else if (p == PARTY_SPARE) {
            s->model.threads[p].state = THREAD_STATE_STOPPED;
        } else {
            MUST(cap_thread_start(s->actors[p]->thread, port_entry(), 0));
        }
    }
}

/* ---- what they are doing ---- */

static void calls(struct scene *s, enum party p, word_t transfer,
                  enum party_gate gate)
{
    assert_int_equal(
        AS(s->actors[p], call(s->ways[p] | transfer, OPERATION, 0)), PENDING);
    assert_int_equal(model_call(&s->model, p, gate), PENDING);
}

/* One client's call is left to a reply, which the server hands to root. */
static void defer_one(struct scene *s)
{
    struct place *place = s->places[PARTY_SERVER];
    struct actor *server = s->actors[PARTY_SERVER];
    cap_t vault = make(TYPE_TABLE, 2 + 5), in_vault = put(place, vault);
    cap_t reply = place->next++;

    s->reply = slot_new();
    calls(s, PARTY_DEFERRED, 0, GATE_OF_SERVER);
    MUST(AS(server, cap_self_defer(reply)));
    MUST(AS(server, cap_table_put(in_vault, 1, reply, TRANSFER_GIVE)));
    MUST(cap_table_move(vault, 1, s->reply));
    model_defer(&s->model, PARTY_SERVER);
    assert_int_equal(AS(server, give_back(0, 0, 0, 0)), PENDING);
    assert_int_equal(model_return(&s->model, PARTY_SERVER, 0), PENDING);
}

/* The server takes a frame that the middle offers, and maps it. */
static void take_frame(struct scene *s)
{
    struct place *place = s->places[PARTY_SERVER];
    struct actor *server = s->actors[PARTY_SERVER];
    cap_t domain = put(place, derive(place->domain, DOMAIN_RIGHTS, 0));
    cap_t offer;

    s->frame = make(TYPE_FRAME, ABI_PAGE_BITS);
    s->taken = place->next++;
    offer = put(s->places[PARTY_MIDDLE], s->frame);
    calls(s, PARTY_CLIENT, 0, GATE_OF_MIDDLE);
    calls(s, PARTY_MIDDLE, CAP_OFFER(offer), GATE_OF_SERVER);
    MUST(AS(server, cap_self_take(s->taken, TYPE_FRAME)));
    MUST(AS(server, cap_domain_map(domain, FRAME_READ | FRAME_WRITE,
                                   MEMORY_TYPE_NORMAL, s->taken)));
}

void death_scene_new(struct scene *s, unsigned own)
{
    *s = (struct scene){.follow = true,
                        .first = "the beginning",
                        .second = "nothing"};
    port_check_rarely(); /* but when something has happened */
    make_places(s);
    make_session(s);
    make_actors(s, own);
    defer_one(s);
    take_frame(s);
    calls(s, PARTY_WAITING, 0, GATE_OF_SERVER);
    death_compare(s);
}

void death_scene_end(void)
{
    assert_int_equal(world_teardown(NULL), 0);
    assert_int_equal(world_setup(NULL), 0);
}

/* ---- looking ---- */

struct seen death_see(const struct scene *s, enum party p)
{
    struct seen seen = {.time = NOBODY, .serves = NOBODY};
    word_t state, priority, serves;

    seen.exists = type_of(s->actors[p]->thread) == TYPE_THREAD;
    if (!seen.exists)
        return seen;
    MUST(cap_thread_info(s->actors[p]->thread, &state, &priority, NULL, NULL,
                         &serves, NULL));
    if (state == THREAD_STATE_WAITING)
        state = THREAD_STATE_RUNNABLE;
    seen.state = (enum thread_state)state;
    if (priority)
        seen.time = (enum party)(priority - PRIORITY_FIRST);
    for (enum party other = 0; other < PARTIES; other++)
        if (serves == 1000 + s->actors[other]->index)
            seen.serves = other;
    return seen;
}

bool death_taken(const struct scene *s)
{
    word_t type;

    MUST(cap_table_inspect(s->places[PARTY_SERVER]->table, s->taken, &type,
                           NULL, NULL, NULL, NULL, NULL));
    return type == TYPE_FRAME;
}

void death_ends(const struct scene *s, int64_t ends[DEATH_ENDS])
{
    static const enum party callers[] = {PARTY_CLIENT, PARTY_WAITING,
                                         PARTY_DEFERRED, PARTY_FRESH};

    for (unsigned i = 0; i < 4; i++) {
        bool exists = death_see(s, callers[i]).exists;

        ends[i] = exists ? finished(s->actors[callers[i]]) : EMPTY_SLOT;
    }
    ends[4] = death_taken(s);
    ends[5] = (int64_t)type_of(s->reply);
}

/* ---- comparing ---- */

/* Nothing yet of one that has done nothing. */
static int64_t heard(const struct scene *s, enum party p)
{
    return s->actors[p]->head ? finished(s->actors[p]) : PENDING;
}

static bool calls_only(enum party p)
{
    return p == PARTY_CLIENT || p == PARTY_MIDDLE || p == PARTY_WAITING ||
           p == PARTY_DEFERRED || p == PARTY_FRESH;
}

static bool agrees(const struct scene *s, enum party p)
{
    const struct model_thread *thread = &s->model.threads[p];
    struct seen seen = death_see(s, p);
    enum party time = model_time_of(&s->model, p);

    if (!thread->exists || !seen.exists)
        return thread->exists == seen.exists;
    return seen.state == thread->state &&
           (seen.time == time || thread->state == THREAD_STATE_STOPPED) &&
           (thread->gate == NO_GATE ||
            s->actors[p]->entries == thread->entries) &&
           (!calls_only(p) || heard(s, p) == thread->shown);
}

static void tell(const struct scene *s, enum party p)
{
    const struct model_thread *thread = &s->model.threads[p];
    struct seen seen = death_see(s, p);

    print_message("party %u: state %u, not %u; time of %u, not %u; status %d, "
                  "not %d; entries %u, not %u; exists %u, not %u\n",
                  (unsigned)p, (unsigned)seen.state, (unsigned)thread->state,
                  (unsigned)seen.time, (unsigned)model_time_of(&s->model, p),
                  (int)heard(s, p), (int)thread->shown,
                  (unsigned)s->actors[p]->entries, thread->entries, seen.exists,
                  thread->exists);
}

static bool rest_agrees(struct scene *s)
{
    const struct model *m = &s->model;
    word_t bits;

    MUST(cap_notification_poll(s->bell, &bits));
    s->rung |= bits;
    return death_taken(s) == m->taken &&
           (type_of(s->reply) == TYPE_REPLY) ==
               m->threads[PARTY_DEFERRED].deferred &&
           (!m->gates[GATE_OF_SERVER].exists ||
            s->rung == (m->rung ? RUNG : 0));
}

void death_compare(struct scene *s)
{
    bool good = !s->follow || rest_agrees(s);

    for (enum party p = 0; p < PARTIES && s->follow; p++)
        good &= agrees(s, p);
    if (good)
        return;
    print_message("%s, then %s: not as the model says\n", s->first, s->second);
    for (enum party p = 0; p < PARTIES; p++)
        if (!agrees(s, p))
            tell(s, p);
    fail_msg("the kernel differs from the model");
}
