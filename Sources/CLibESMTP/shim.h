// libesmtp.h uses size_t without including it, and declares smtp_auth_set_context only after auth-client.h.
#include <stddef.h>
#include <auth-client.h>
#include <libesmtp.h>
