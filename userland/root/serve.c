/*
 * Root's service: which function serves which operation, and who may call it.
 */
#include "root.h"

#define INDEX(operation) ((operation) & 0xFF)

struct service_entry {
    answer_t (*serve)(struct process *client, struct message *message);
    unsigned permission; /* enum permission; 0: everybody */
    bool root_only;
};

static const struct service_entry entries[] = {
    [INDEX(ROOT_REGISTER)] = {directory_register, 0, false},
    [INDEX(ROOT_FIND)] = {directory_find, 0, false},
    [INDEX(ROOT_RUN)] = {run_program, MAY_RUN, false},
    [INDEX(ROOT_PROGRAM)] = {inspect_program, MAY_INSPECT, false},
    [INDEX(ROOT_THREAD)] = {inspect_thread, MAY_INSPECT, false},
    [INDEX(ROOT_MEMORY)] = {inspect_memory, MAY_INSPECT, false},
    [INDEX(ROOT_CAPABILITY)] = {inspect_capability, MAY_INSPECT, false},
    [INDEX(ROOT_POWER_OFF)] = {stop_machine, MAY_POWER_OFF, false},
    [INDEX(ROOT_CHECK)] = {inspect_kernel, MAY_INSPECT, false},
    [INDEX(ROOT_START_PROGRAM)] = {run_at_boot, 0, true},
    [INDEX(ROOT_TEND)] = {supervise_tend, 0, true},
    [INDEX(ROOT_STARTED)] = {run_started, 0, true},
    [INDEX(ROOT_START)] = {run_start, MAY_RUN, false},
    [INDEX(ROOT_KILL)] = {stop_program, MAY_KILL, false},
    [INDEX(ROOT_RESTARTS)] = {policy_list, MAY_INSPECT, false},
    [INDEX(ROOT_TOTALS)] = {inspect_totals, MAY_INSPECT, false},
};

static bool permitted(const struct service_entry *entry,
                      const struct process *client)
{
    if (client == &processes[0])
        return true;
    if (entry->root_only)
        return false;
    return (client->description->permissions & entry->permission) ==
           entry->permission;
}

answer_t serve(word_t badge, word_t operation, struct message *message)
{
    struct process *client = process_find(badge & ~ROOT_FAULT_BADGE);
    word_t index = operation - SERVICE_OPERATION(32, 0);

    if ((badge & ROOT_FAULT_BADGE) != 0)
        return fault_serve(client, message);
    if (client == NULL)
        return answer(SERVICE_NOT_PERMITTED);
    if (index >= sizeof entries / sizeof entries[0] ||
        entries[index].serve == NULL)
        return answer(SERVICE_UNKNOWN_OPERATION);
    if (!permitted(&entries[index], client))
        return answer(SERVICE_NOT_PERMITTED);
    return entries[index].serve(client, message);
}
