/*
 * Process context identifiers (PCID, 4.10.1): a domain's is its id, so that its
 * translations stay while others are loaded. Ids that are no PCID share 0 with
 * the kernel's empty space; loading that one forgets what it had.
 */
#ifndef NUCLEUS_PCID_H
#define NUCLEUS_PCID_H

#include "abi.h"
#include "registers.h"

enum pcid_flush {
    PCID_FLUSH_NOTHING, /* there is nothing when it is loaded again */
    PCID_FLUSH_LOADED,
    PCID_FLUSH_OTHER, /* of another than the loaded PCID */
};

static inline unsigned pcid_of(unsigned domain_id)
{
    return domain_id <= CR3_PCID ? domain_id : 0;
}

/* For CR3. */
static inline word_t pcid_word(word_t root, unsigned domain_id)
{
    unsigned pcid = pcid_of(domain_id);

    return pcid ? root | pcid | CR3_NO_FLUSH : root;
}

/* Whose translations to forget when the domain's have changed. */
static inline enum pcid_flush pcid_to_flush(word_t cr3, unsigned domain_id)
{
    unsigned pcid = pcid_of(domain_id);

    if ((cr3 & CR3_PCID) == pcid)
        return PCID_FLUSH_LOADED;
    return pcid ? PCID_FLUSH_OTHER : PCID_FLUSH_NOTHING;
}

#endif
