/*
 * Names of statuses. The kernel's are those of caps/abi.h, the positive ones
 * are the services' common ones (services.h).
 */
#include "status.h"

#include "services.h"
#include "stdio.h"

#define NAME(status) [-(status)] = #status
#define SERVICE_NAME(status) [status] = #status

static const char *const kernel_names[] = {
    NAME(OK),
    NAME(EMPTY_SLOT),
    NAME(UNKNOWN_OPERATION),
    NAME(MISSING_RIGHT),
    NAME(INVALID_ARGUMENT),
    NAME(INVALID_SLOT),
    NAME(NO_ARGUMENT),
    NAME(WRONG_ARGUMENT),
    NAME(ARGUMENT_RIGHT),
    NAME(NO_ACCEPT),
    NAME(SLOT_OCCUPIED),
    NAME(CLOSED),
    NAME(TOO_DEEP),
    NAME(NOT_TRANSFERABLE),
    NAME(NO_MEMORY),
    NAME(DEVICE_MEMORY),
    NAME(TOO_LARGE),
    NAME(NO_PAGE_TABLE),
    NAME(ALREADY_MAPPED),
    NAME(NOT_MAPPED),
    NAME(WRITE_EXECUTE),
    NAME(WOULD_BLOCK),
    NAME(DEADLOCK),
    NAME(SERVER_GONE),
    NAME(SERVER_FAULT),
    NAME(CANCELLED),
    NAME(TIMED_OUT),
    NAME(GONE),
    NAME(BUSY),
    NAME(ALREADY_BOUND),
    NAME(NOT_CONFIGURED),
    NAME(NO_CALLER),
    NAME(NOTHING_OFFERED),
    NAME(NO_BADGE),
    NAME(NOT_DELETABLE),
    NAME(NO_DOMAIN_ID),
    NAME(PRIORITY_TOO_HIGH),
    NAME(NOT_STOPPED),
    NAME(NOT_FAULTED),
    NAME(TOO_MANY),
};

static const char *const service_names[] = {
    SERVICE_NAME(SERVICE_UNKNOWN_OPERATION),
    SERVICE_NAME(SERVICE_INVALID),
    SERVICE_NAME(SERVICE_NOT_FOUND),
    SERVICE_NAME(SERVICE_NOT_PERMITTED),
    SERVICE_NAME(SERVICE_FULL),
    SERVICE_NAME(SERVICE_BAD_MEMORY),
    SERVICE_NAME(SERVICE_FAILED),
    SERVICE_NAME(SERVICE_GONE),
    SERVICE_NAME(SERVICE_AWAY),
    SERVICE_NAME(SERVICE_ALREADY),
};

#define COUNT(array) (int64_t)(sizeof(array) / sizeof((array)[0]))

const char *status_name(int64_t status)
{
    const char *name = NULL;

    if (status <= 0 && -status < COUNT(kernel_names))
        name = kernel_names[-status];
    else if (status > 0 && status < COUNT(service_names))
        name = service_names[status];
    return name != NULL ? name : "an unknown status";
}

bool status_check(int64_t status, const char *what)
{
    if (status == OK)
        return true;
    printf("%s: %s (%ld)\n", what, status_name(status), (long)status);
    return false;
}
