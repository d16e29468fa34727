/*
 * Worlds on a board: what tests/explore/build.c is on the host. Root's part is
 * played by a thread of root's domain, because root's own thread conducts.
 */
#include "replay.h"

#include "../board/board.h"
#include "../board/raw.h"

#include "stand_in.h"
#include "stubs.h"

#define ARENA_BITS 22
#define ASIDE_BITS 16
#define DOMAIN_BITS (ABI_DOMAIN_MIN_BITS + 2)
#define STACK_BYTES 2048
#define PLACES_MAX 4
#define PROGRAM_FRAMES 32
#define HOST_PAGE_BITS 6

static cap_t memory; /* that nothing else has been made of */
static cap_t arena, aside;
static cap_t root_thread, root_time;
static struct actor actors[ACTORS_MAX];
static cap_t domains[ACTORS_MAX];
static cap_t traps[ACTORS_MAX];
static word_t trap_address[ACTORS_MAX];
static cap_t program[PLACES_MAX][PROGRAM_FRAMES];
static unsigned program_frames, places;

/* ---- as worlds.h says ---- */

void root_must(word_t capability, word_t operation, word_t w0, word_t w1,
               word_t w2)
{
    struct message message = {{w0, w1, w2}};

    must(raw_invoke(capability, operation, &message), "building a world");
}

/* Objects are as large as they are here. */
static unsigned size_of(enum object_type type, unsigned bits)
{
    if (type == TYPE_FRAME)
        return bits - HOST_PAGE_BITS + ABI_PAGE_BITS;
    return type == TYPE_DOMAIN ? DOMAIN_BITS : bits;
}

cap_t build(enum object_type type, unsigned bits)
{
    cap_t slot = build_slot();

    root_must(arena | CAP_ACCEPT(slot), OP_UNTYPED_RETYPE, type,
              size_of(type, bits), 0);
    return slot;
}

/* This program, for the threads there. */
void ground_program(cap_t domain)
{
    must(places < PLACES_MAX ? OK : NO_MEMORY, "slots for a domain's program");
    for (unsigned i = 0; i < program_frames; i++) {
        cap_t frame = program[places][i];
        word_t rights;

        must(cap_frame_unmap(frame), "the program's frames");
        must(cap_frame_info(frame, NULL, NULL, &rights, NULL, NULL),
             "the program's frames");
        must(cap_domain_map(domain, rights, MEMORY_TYPE_NORMAL, frame),
             "mapping the program");
    }
    places++;
}

/* The highest word of a stack names its actor. */
static word_t stack_of(unsigned index)
{
    static _Alignas(16) unsigned char stacks[ACTORS_MAX][STACK_BYTES];
    struct actor **top =
        (struct actor **)(void *)(stacks[index] + STACK_BYTES - 16);

    actors[index] = (struct actor){.index = index};
    *top = &actors[index];
    return (word_t)top;
}

static void note_actor(const char *name, cap_t domain)
{
    must(explored.actors < ACTORS_MAX ? OK : NO_MEMORY, "room for an actor");
    domains[explored.actors] = domain;
    world_unmap_trap(explored.actors);
    explored.actor[explored.actors++].name = name;
}

word_t ground_actor(const char *name, cap_t thread, cap_t domain)
{
    (void)thread;
    note_actor(name, domain);
    return stack_of(explored.actors - 1);
}

word_t ground_entry(void)
{
    return (word_t)actor_enter;
}

word_t ground_free_slot(cap_t table)
{
    word_t index = 0, type;

    do
        must(cap_table_inspect(table, ++index, &type, NULL, NULL, NULL, NULL,
                               NULL),
             "a free slot");
    while (type != NO_TYPE);
    return index;
}

/* ---- traps ---- */

word_t player_trap(unsigned actor)
{
    return trap_address[actor];
}

/* Its domain may be gone. */
void world_map_trap(unsigned actor)
{
    (void)cap_domain_map(domains[actor], FRAME_READ, MEMORY_TYPE_NORMAL,
                         traps[actor]);
}

void world_unmap_trap(unsigned actor)
{
    must(cap_frame_unmap(traps[actor]), "taking a trap away");
}

/* ---- once ---- */

cap_t make_aside(enum object_type type, word_t bits)
{
    cap_t slot = aside_slot();

    must(cap_untyped_retype(memory, type, bits, slot), "memory aside");
    return slot;
}

static void derive_program(const struct root_boot_info *info)
{
    program_frames = info->program.count;
    must(program_frames <= PROGRAM_FRAMES ? OK : NO_MEMORY,
         "slots for the program's frames");
    for (unsigned place = 0; place < PLACES_MAX; place++)
        for (unsigned i = 0; i < program_frames; i++) {
            program[place][i] = aside_slot();
            must(cap_table_derive(BOOT_SLOT_TABLE, info->program.first + i,
                                  FRAME_RIGHTS, 0, program[place][i]),
                 "the program's frames");
        }
}

void world_prepare(const struct root_boot_info *info)
{
    memory = stand_in_memory(info, ARENA_BITS + 1);
    must(memory ? OK : NO_MEMORY, "finding memory");
    for (unsigned i = 0; i < ACTORS_MAX; i++) {
        traps[i] = make_aside(TYPE_FRAME, ABI_PAGE_BITS);
        must(cap_frame_info(traps[i], &trap_address[i], NULL, NULL, NULL, NULL),
             "a trap");
    }
    aside = make_aside(TYPE_UNTYPED, ASIDE_BITS);
    arena = make_aside(TYPE_UNTYPED, ARENA_BITS);
    root_thread = aside_slot();
    root_time = aside_slot();
    derive_program(info);
}

/* ---- each world ---- */

/* First in the queue of its priority, as root is on the host. */
static void make_root(void)
{
    must(cap_untyped_retype(aside, TYPE_THREAD, 0, root_thread), "root");
    must(cap_untyped_retype(aside, TYPE_SCHED_CONTEXT, 0, root_time),
         "root's time");
    note_actor("root", BOOT_SLOT_DOMAIN);
    must(cap_thread_configure(root_thread, stack_of(0), 0, 0, BOOT_SLOT_DOMAIN),
         "root");
    must(cap_cpu_configure(BOOT_SLOT_CPUS, EXPLORE_PRIORITY, root_time),
         "root's priority");
    must(cap_thread_bind(root_thread, root_time), "root's time");
    must(cap_thread_start(root_thread, (word_t)actor_enter, 0), "root");
}

bool world_make(const char *name)
{
    bool small;
    const struct world *world = world_find(name, &small);

    if (!world)
        return false;
    places = 0;
    build_begin(world, small);
    make_root();
    build_world();
    return true;
}

static void revoke(cap_t slot, const char *what)
{
    must(cap_table_revoke(BOOT_SLOT_TABLE, slot), what);
}

void world_end(void)
{
    revoke(aside, "ending root's part");
    revoke(arena, "ending a world");
    revoke(BOOT_SLOT_IRQ_CONTROL, "ending interrupt lines");
    for (cap_t slot = explored.root_built; slot < explored.root_end; slot++) {
        word_t type;

        must(cap_table_inspect(BOOT_SLOT_TABLE, slot, &type, NULL, NULL, NULL,
                               NULL, NULL),
             "looking at a slot");
        must(type == NO_TYPE ? OK : SLOT_OCCUPIED, "slots come back");
    }
}
