/*
 * What both sides of the kernel boundary agree on, for every processor: the
 * word, the capability word with its transfer fields, and every status.
 *
 * The registers that carry them are in abi/<cpu>/abi_arch.h; operation numbers,
 * rights and stubs are generated from the .cap files beside this one.
 */
#ifndef CAPS_ABI_H
#define CAPS_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t word_t;
/* A slot number in the invoking domain's table; 0 is always empty. */
typedef uint64_t cap_t;

/* The running thread itself; exists in every domain, behind every bound. */
#define CAP_SELF ((cap_t)0xFFFFF)
/* A table has at most 2^19 slots, so that CAP_SELF is out of every bound. */
#define TABLE_MAX_BITS 19
#define MESSAGE_WORDS 6
#define BADGE_BITS 48
/* Calls can be nested this deep; the next one fails with TOO_DEEP. */
#define CALL_DEPTH_MAX 64
/* Of these, so many in a row can be fault calls: a fault handler's handler's
   fault, and so on. Beyond that the threads fail. */
#define FAULT_DEPTH_MAX 4
/* So many activations can serve one gate; the next one is TOO_MANY. */
#define GATE_ACTIVATIONS_MAX 64
#define PRIORITY_MAX 255

/*
 * The capability word (in): which slot is invoked, and the transfer.
 *   bits  0-19  the slot
 *   bits 20-39  the offered slot; 0: none
 *   bits 40-59  the accepting slot; 0: none
 *   bits 60-61  how the offer is passed: enum transfer_mode
 *   bit  62     do not wait if the gate is busy (WOULD_BLOCK)
 */
#define CAP_SLOT_BITS 20
#define CAP_SLOT_MASK ((word_t)0xFFFFF)
#define CAP_OFFER_SHIFT 20
#define CAP_ACCEPT_SHIFT 40
#define CAP_MODE_SHIFT 60
#define CAP_MODE_MASK ((word_t)3)
#define CAP_NO_WAIT ((word_t)1 << 62)
/* Any of these bits set means that a capability may travel. */
#define CAP_TRANSFER_MASK (~CAP_SLOT_MASK & ~CAP_NO_WAIT)

#define CAP_OFFER(slot) ((word_t)(slot) << CAP_OFFER_SHIFT)
#define CAP_ACCEPT(slot) ((word_t)(slot) << CAP_ACCEPT_SHIFT)
#define CAP_MODE(mode) ((word_t)(mode) << CAP_MODE_SHIFT)

enum transfer_mode {
    TRANSFER_DERIVE = 0, /* a child of the offered capability */
    TRANSFER_COPY = 1,   /* a sibling; never of an original */
    TRANSFER_GIVE = 2,   /* the capability itself moves */
};

/*
 * Return: the operation register has its top bit set and the capability word
 * holds
 *   bits  0-31  the status, any 32-bit value; it arrives sign-extended
 *   bits 32-51  the offered slot; 0: none
 *   bits 52-53  enum transfer_mode
 */
#define OPERATION_RETURN ((word_t)1 << 63)
#define RETURN_OFFER_SHIFT 32
#define RETURN_MODE_SHIFT 52
#define RETURN_OFFER(slot) ((word_t)(slot) << RETURN_OFFER_SHIFT)
#define RETURN_MODE(mode) ((word_t)(mode) << RETURN_MODE_SHIFT)

/* When a reply is invoked, bits 16-47 of the operation are the status. */
#define REPLY_STATUS_SHIFT 16
#define OPERATION_NUMBER_MASK ((word_t)0xFFFF)

/* How a fault handler answers (as the status of its return or reply). */
#define FAULT_RESUME 1
#define FAULT_ABORT 2

/* Word 1 of a fault call; word 2 is an address, word 3 the program counter,
   word 4 the faulting thread's own word, word 5 details of the processor. */
enum fault_kind {
    FAULT_READ = 1,    /* word 2: the address that was read */
    FAULT_WRITE = 2,   /* word 2: the address that was written */
    FAULT_EXECUTE = 3, /* word 2: the address that was jumped to */
    FAULT_ALIGNMENT = 4,
    FAULT_INSTRUCTION = 5, /* undefined or privileged */
    FAULT_BREAKPOINT = 6,
    FAULT_ARITHMETIC = 7,
    FAULT_BUS = 8, /* the memory system refused */
    FAULT_SYSCALL = 9, /* delivered to the syscall gate */
    FAULT_EXIT = 10,   /* CAP_SELF.exit; word 2: the reason */
};

/*
 * The kernel's own errors. A server may return any value; these are the ones
 * that can come from the kernel. What each operation can return stands in its
 * .cap file.
 */
enum status {
    OK = 0,
    EMPTY_SLOT = -1, /* nothing in the invoked slot, or out of range */
    UNKNOWN_OPERATION = -2, /* this type has no such operation */
    MISSING_RIGHT = -3, /* the capability lacks a right it needs */
    INVALID_ARGUMENT = -4, /* a word is out of its range */
    INVALID_SLOT = -5, /* a slot number in an argument is out of range */
    NO_ARGUMENT = -6, /* no capability offered, or an empty slot */
    WRONG_ARGUMENT = -7, /* the offered capability has another type */
    ARGUMENT_RIGHT = -8, /* the offered capability lacks a right */
    NO_ACCEPT = -9, /* a result capability needs an accepting slot */
    SLOT_OCCUPIED = -10, /* the accepting slot holds something */
    CLOSED = -11, /* it is being deleted or revoked */
    TOO_DEEP = -12, /* calls, or derivations, nested too deep */
    NOT_TRANSFERABLE = -13, /* only give passes it on, or nothing does */
    NO_MEMORY = -14, /* past the end of the untyped */
    DEVICE_MEMORY = -15, /* kernel objects need RAM */
    TOO_LARGE = -16, /* more page-table entries than one step may take */
    NO_PAGE_TABLE = -17, /* the domain's pool is used up */
    ALREADY_MAPPED = -18, /* by this capability, or in this range */
    NOT_MAPPED = -19, /* the frame capability is not mapped there */
    WRITE_EXECUTE = -20, /* writable and executable at once */
    WOULD_BLOCK = -21, /* no free activation and no wish to wait */
    DEADLOCK = -22, /* the call could only wait for itself */
    SERVER_GONE = -23, /* gate, activation or its domain was deleted */
    SERVER_FAULT = -24, /* the server faulted and its handler aborted */
    CANCELLED = -25, /* thread.cancel took the caller's time back */
    TIMED_OUT = -26, /* the deadline came first */
    GONE = -27, /* what the thread waited for was deleted */
    BUSY = -28, /* the thread or object is in use otherwise */
    ALREADY_BOUND = -29, /* it belongs to another one already */
    NOT_CONFIGURED = -30, /* it lacks something it needs first */
    NO_CALLER = -31, /* nobody is being served */
    NOTHING_OFFERED = -32, /* the caller offered nothing */
    NO_BADGE = -33, /* the capability has no badge, or already has */
    NOT_DELETABLE = -34, /* given at boot */
    NO_DOMAIN_ID = -35, /* all 65,535 domain ids are in use */
    PRIORITY_TOO_HIGH = -36, /* above what the cpu capability may give */
    NOT_STOPPED = -37, /* the thread must be stopped first */
    NOT_FAULTED = -38, /* the caller being served did not fault */
    TOO_MANY = -39, /* a gate has as many activations as it can */
};

/* The six message words, in and out. */
struct message {
    word_t words[MESSAGE_WORDS];
};

#endif
