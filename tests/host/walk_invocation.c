/*
 * Invocations at random, most of them meaningful: the operation usually belongs
 * to what is in the slot, and arguments are usually in range.
 */
#include "walk_invocation.h"

#include "boot_info.h"
#include "invoke.h"
#include "machine.h"

static word_t any_slot(struct random *random, bool root)
{
    if (root)
        return WALK_FIRST + random_below(random, 2 * WALK_SLOTS);
    return random_below(random, WALK_SLOTS + 1);
}

static word_t any_word(struct random *random, bool root)
{
    switch (random_below(random, 12)) {
    case 0:
        return 0;
    case 1:
        return random_next(random);
    case 2:
        return ~(word_t)0;
    case 3:
        return random_below(random, 8);
    case 4:
        return 6 + random_below(random, 8);
    case 5:
        return MACHINE_PC(PROGRAM_ENTER);
    case 6:
        return host_clock.now + random_below(random, 3000);
    case 7:
        return (word_t)1 << random_below(random, 64);
    default:
        return any_slot(random, root);
    }
}

/* Root keeps out of what would stop it, and away from its own objects. */
static void make_harmless(struct random *random, struct thread *thread,
                          struct arch_regs *regs)
{
    word_t operation = regs->operation & OPERATION_NUMBER_MASK;
    const struct slot *slot =
        thread_slot(thread, regs->capability & CAP_SLOT_MASK);

    if (slot_callable(slot) || operation == OP_NOTIFICATION_WAIT ||
        operation == OP_SELF_EXIT || regs->operation & OPERATION_RETURN)
        regs->capability = regs->operation = 0;
    if (operation >> 8 == TYPE_TABLE)
        regs->words[0] = any_slot(random, true);
}

static word_t number_of(struct random *random, unsigned type)
{
    unsigned count = 0;
    word_t number;

    while (operation_find((word_t)type << 8 | count))
        count++;
    number = (word_t)type << 8 | random_below(random, count ? count : 1);
    if (type == TYPE_REPLY)
        number |= random_below(random, 3) << REPLY_STATUS_SHIFT;
    return number;
}

/* Types that are worth making: most memory becomes frames. */
static word_t any_type(struct random *random)
{
    return random_chance(random, 40) ? TYPE_FRAME : 1 + random_below(random, 9);
}

static void shape_words(struct random *random, struct arch_regs *regs)
{
    switch (regs->operation) {
    case OP_UNTYPED_RETYPE:
        regs->words[0] = any_type(random);
        regs->words[1] = 0;
        if (regs->words[0] <= TYPE_DOMAIN)
            regs->words[1] = 6 + random_below(random, 5);
        break;
    case OP_TABLE_DERIVE:
        regs->words[1] =
            random_below(random, 4) ? 0xFF : random_below(random, 256);
        regs->words[2] = random_below(random, 3) ? 0 : 1;
        break;
    case OP_DOMAIN_MAP:
    case OP_DOMAIN_PROTECT:
        regs->words[0] = random_below(random, 6);
        regs->words[1] = 0;
        break;
    case OP_UNTYPED_CLEAR:
        regs->words[0] = random_below(random, 3) ? random_below(random, 4096)
                                                 : random_next(random);
        break;
    case OP_FRAME_PART:
        regs->words[0] = 64 * random_below(random, 4);
        regs->words[1] = 6 + random_below(random, 3);
        regs->words[2] = FRAME_RIGHTS;
        break;
    case OP_CPU_CONFIGURE:
    case OP_CPU_SET_CEILING:
        regs->words[0] = 90 + random_below(random, 15);
        break;
    case OP_GATE_CONFIGURE:
        regs->words[1] = random_below(random, 5) == 0;
        break;
    case OP_THREAD_START:
    case OP_THREAD_CONFIGURE:
        regs->words[0] = MACHINE_PC(PROGRAM_ENTER);
        break;
    case OP_SELF_TAKE:
        regs->words[1] = 0;
        break;
    default:
        break;
    }
}

static void make_return(struct random *random, struct arch_regs *regs)
{
    regs->operation = OPERATION_RETURN;
    regs->capability = random_below(random, 4);
    if (random_chance(random, 30))
        regs->capability |= RETURN_OFFER(random_below(random, WALK_SLOTS)) |
                            RETURN_MODE(random_below(random, 3));
}

/* A slot that holds such a capability (NO_TYPE: that is empty), if a few looks
   find one. */
static word_t fitting_slot(struct random *random, const struct thread *thread,
                           bool root, unsigned type)
{
    word_t index = any_slot(random, root);

    for (unsigned i = 0; i < 12; i++) {
        const struct slot *slot = thread_slot(thread, index);

        if (slot && slot_type(slot) == type)
            break;
        index = any_slot(random, root);
    }
    return index;
}

/* Usually what the operation wants. */
static word_t any_transfer(struct random *random, const struct thread *thread,
                           bool root, word_t operation)
{
    const struct operation *known =
        operation_find(operation & OPERATION_NUMBER_MASK);
    bool fits = known && random_chance(random, 70);
    word_t transfer = 0;

    if (fits && known->takes_argument)
        transfer |= CAP_OFFER(fitting_slot(random, thread, root,
                                           known->argument & SLOT_TYPE_MASK));
    else if (random_chance(random, 50))
        transfer |= CAP_OFFER(any_slot(random, root));
    if (fits && known->gives_result)
        transfer |= CAP_ACCEPT(fitting_slot(random, thread, root, NO_TYPE));
    else if (random_chance(random, 60))
        transfer |= CAP_ACCEPT(any_slot(random, root));
    transfer |=
        CAP_MODE(random_below(random, random_chance(random, 10) ? 4 : 3));
    return random_chance(random, 10) ? transfer | CAP_NO_WAIT : transfer;
}

void walk_invocation(struct random *random, struct thread *thread, bool root,
                     struct arch_regs *regs)
{
    word_t index = any_slot(random, root);
    const struct slot *slot;
    unsigned type;

    for (unsigned i = 0; i < MESSAGE_WORDS; i++)
        regs->words[i] = any_word(random, root);
    if (thread_caller(thread) && random_chance(random, 20)) {
        make_return(random, regs);
        return;
    }
    for (unsigned tries = 0; tries < 4; tries++) {
        slot = thread_slot(thread, index);
        if (slot && !slot_empty(slot))
            break;
        index = any_slot(random, root);
    }
    if (root && random_chance(random, 30))
        index = BOOT_SLOT_TABLE;
    else if (root && random_chance(random, 5))
        index = BOOT_SLOT_CPUS;
    if (random_chance(random, 15))
        index = CAP_SELF;
    slot = index == CAP_SELF ? NULL : thread_slot(thread, index);
    type = slot ? slot_type(slot) : TYPE_SELF;
    regs->operation = number_of(random, type);
    if (random_chance(random, 2))
        regs->operation = random_next(random);
    regs->capability =
        index | any_transfer(random, thread, root, regs->operation);
    shape_words(random, regs);
    if ((regs->operation == OP_NOTIFICATION_WAIT &&
         random_chance(random, 70)) ||
        (regs->operation == OP_SELF_EXIT && random_chance(random, 90)))
        regs->operation = OP_SELF_YIELD;
    if (root)
        make_harmless(random, thread, regs);
}
