/*
 * Which steps there are: the world's rules, applied to the running thread and
 * what is in its table now.
 */
#include "explore.h"

#include "boot_info.h"
#include "core.h"
#include "domain.h"
#include "host_globals.h"
#include "sched_context.h"
#include "table.h"
#include "thread.h"

#include <stdlib.h>

#define CANDIDATES_MAX 32

struct candidates {
    unsigned count;
    word_t value[CANDIDATES_MAX];
};

struct making {
    struct step *steps;
    size_t count;
    const struct thread *thread;
    const struct rule *rule;
};

static void candidate(struct candidates *candidates, word_t value)
{
    if (candidates->count < CANDIDATES_MAX)
        candidates->value[candidates->count++] = value;
}

static void make(struct making *making, struct step step)
{
    if (making->count == CHOICES_MAX) {
        fprintf(stderr, "more than %u steps in one state\n", CHOICES_MAX);
        abort();
    }
    making->steps[making->count++] = step;
}

unsigned actor_running(void)
{
    for (unsigned i = 0; i < explored.actors; i++)
        if (host_core->current &&
            explored.actor[i].thread == host_core->current)
            return i;
    return ACTORS_MAX;
}

/* ---- slots ---- */

struct window {
    struct table *table;
    word_t first, end;
};

/* The slots of a table that the world uses. */
static struct window window_of(struct table *table)
{
    if (table == domain_table(thread_domain(host_controller)))
        return (struct window){table, explored.root_first, explored.root_end};
    return (struct window){table, 1, table ? table->slots : 0};
}

static struct window window_own(const struct thread *thread)
{
    return window_of(thread_domain(thread) ? domain_table(thread_domain(thread))
                                           : NULL);
}

static word_t lowest_free(struct window window)
{
    for (word_t i = window.first; i < window.end; i++)
        if (slot_empty((struct slot *)window.table + i))
            return i;
    return 0;
}

static void all_used(struct window window, struct candidates *candidates)
{
    for (word_t i = window.first; i < window.end; i++)
        if (!slot_empty((struct slot *)window.table + i))
            candidate(candidates, i);
}

/* ---- what is invoked ---- */

/* Whether an earlier candidate says the same and the slot does not matter. */
static bool same_as_before(struct window window,
                           const struct candidates *candidates,
                           const struct slot *slot)
{
    unsigned type = slot_type(slot);

    if (object_info[type].self_is_slot || type == TYPE_GATE)
        return false;
    for (unsigned i = 0; i < candidates->count; i++) {
        const struct slot *other =
            (struct slot *)window.table + candidates->value[i];

        if (other->head == slot->head && other->address == slot->address)
            return true;
    }
    return false;
}

/* Root's own capabilities, which lie outside of its window. */
static void boot_candidate(unsigned type, struct candidates *candidates)
{
    if (type == TYPE_TABLE)
        candidate(candidates, BOOT_SLOT_TABLE);
    else if (type == TYPE_CPU)
        candidate(candidates, BOOT_SLOT_CPUS);
    else if (type == TYPE_IRQ_CONTROL)
        candidate(candidates, BOOT_SLOT_IRQ_CONTROL);
}

static void find_selves(const struct making *making,
                        struct candidates *candidates)
{
    struct window window = window_own(making->thread);
    bool call = making->rule->operation & RULE_CALL;
    unsigned type = (unsigned)(making->rule->operation >> 8 & 0xFF);

    candidates->count = 0;
    if (making->rule->operation & OPERATION_RETURN) {
        if (thread_gate(making->thread))
            candidate(candidates, 0);
        return;
    }
    if (!call && type == TYPE_SELF) {
        candidate(candidates, CAP_SELF);
        return;
    }
    if (making->thread == host_controller && !call)
        boot_candidate(type, candidates);
    for (word_t i = window.first; i < window.end; i++) {
        const struct slot *slot = (struct slot *)window.table + i;

        if (slot_empty(slot) ||
            (call ? !slot_callable(slot)
                  : slot_type(slot) != type || slot_callable(slot)))
            continue;
        if (!same_as_before(window, candidates, slot))
            candidate(candidates, i);
    }
}

static void find_offers(const struct making *making,
                        struct candidates *candidates)
{
    struct window window = window_own(making->thread);
    unsigned type = making->rule->offer;

    candidates->count = 0;
    if (!type || making->rule->none_too)
        candidate(candidates, 0);
    if (!type)
        return;
    if (making->thread == host_controller)
        boot_candidate(type, candidates);
    for (word_t i = window.first; i < window.end; i++) {
        const struct slot *slot = (struct slot *)window.table + i;

        if (!slot_empty(slot) && (type == OFFER_ANY || slot_type(slot) == type))
            candidate(candidates, i);
    }
}

static void find_words(const struct making *making, word_t self,
                       const struct word_rule *rule,
                       struct candidates *candidates)
{
    struct window own = window_own(making->thread);
    struct window invoked = {0};

    candidates->count = 0;
    if (rule->kind == WORD_USED || rule->kind == WORD_FREE)
        invoked = window_of(slot_object((struct slot *)own.table + self));
    switch (rule->kind) {
    case WORD_LIST:
        for (unsigned i = 0; i < rule->count; i++)
            candidate(candidates, rule->list[i]);
        if (!rule->count)
            candidate(candidates, 0);
        break;
    case WORD_USED:
        all_used(invoked, candidates);
        break;
    case WORD_FREE:
        if (lowest_free(invoked))
            candidate(candidates, lowest_free(invoked));
        break;
    case WORD_OWN_FREE:
        if (lowest_free(own))
            candidate(candidates, lowest_free(own));
        break;
    }
}

/* ---- all combinations ---- */

static struct step step_of(const struct making *making, word_t self,
                           word_t offer, unsigned mode, const word_t *words)
{
    const struct rule *rule = making->rule;
    word_t accept = rule->accept ? lowest_free(window_own(making->thread)) : 0;
    struct step step = {
        .kind = STEP_INVOKE,
        .capability = self | CAP_OFFER(offer) | CAP_ACCEPT(accept) |
                      CAP_MODE(offer ? mode : 0) |
                      (rule->no_wait ? CAP_NO_WAIT : 0),
        .operation = rule->operation & ~RULE_CALL,
        .words = {words[0], words[1], words[2]},
    };

    if (rule->operation & OPERATION_RETURN) {
        step.capability =
            words[0] | (offer ? RETURN_OFFER(offer) | RETURN_MODE(mode) : 0);
        step.words[0] = 0;
    } else if (rule->operation == OP_REPLY_SEND) {
        step.operation |= words[0] << REPLY_STATUS_SHIFT;
        step.words[0] = 0;
    }
    return step;
}

static void make_words(struct making *making, word_t self, word_t offer,
                       unsigned mode)
{
    struct candidates w[3];

    for (unsigned i = 0; i < 3; i++)
        find_words(making, self, &making->rule->word[i], &w[i]);
    for (unsigned i = 0; i < w[0].count; i++)
        for (unsigned j = 0; j < w[1].count; j++)
            for (unsigned k = 0; k < w[2].count; k++)
                make(making,
                     step_of(making, self, offer, mode,
                             (const word_t[]){w[0].value[i], w[1].value[j],
                                              w[2].value[k]}));
}

static void make_rule(struct making *making)
{
    const struct rule *rule = making->rule;
    struct candidates selves, offers;
    unsigned modes = rule->modes ? rule->modes : DERIVE;

    if (rule->accept && !(rule->operation & RULE_CALL) &&
        !lowest_free(window_own(making->thread)))
        return;
    find_selves(making, &selves);
    find_offers(making, &offers);
    for (unsigned i = 0; i < selves.count; i++)
        for (unsigned j = 0; j < offers.count; j++)
            for (unsigned mode = 0; mode <= TRANSFER_GIVE; mode++)
                if (modes >> mode & 1 && (offers.value[j] || mode == 0 ||
                                          !(modes & ((1u << mode) - 1))))
                    make_words(making, selves.value[i], offers.value[j], mode);
}

static void make_invocations(struct making *making, unsigned actor)
{
    const struct world *world = explored.world;

    if (making->thread->regs.pc == EXPLORE_INVOKE)
        make(making, (struct step){.kind = STEP_RESTART});
    for (size_t i = 0; i < world->rule_count; i++) {
        making->rule = &world->rules[i];
        if (making->rule->actors >> actor & 1 &&
            !(explored.small && making->rule->only_full))
            make_rule(making);
    }
    if (world->faults >> actor & 1)
        make(making,
             (struct step){.kind = STEP_FAULT, .capability = FAULT_READ});
    if (world->floating >> actor & 1 && !host_fp_allowed)
        make(making, (struct step){.kind = STEP_FP});
}

bool slice_matters(void)
{
    const struct core *core = host_core;

    return core->time &&
           ((core->next && core->next->effective == core->time->effective) ||
            !queue_empty(&core->ready[core->time->effective]));
}

size_t choices(struct step *steps)
{
    struct making making = {.steps = steps, .thread = host_core->current};
    unsigned actor = actor_running();

    if (ordered_first(&host_core->deadlines))
        make(&making, (struct step){.kind = STEP_DEADLINE});
    if (host_clock.timer && host_clock.now >= host_clock.timer)
        return making.count; /* an interrupt comes first */
    for (unsigned line = 0; line < PLATFORM_IRQ_LINES; line++)
        if (explored.irq_lines >> line & 1 && !host_irq_masked(line))
            make(&making, (struct step){.kind = STEP_IRQ, .capability = line});
    if (slice_matters())
        make(&making, (struct step){.kind = STEP_SLICE});
    if (actor < ACTORS_MAX)
        make_invocations(&making, actor);
    return making.count;
}
