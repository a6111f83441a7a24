// libesmtp.h uses size_t without including it, and declares smtp_auth_set_context only after auth-client.h.
#include <stdarg.h>
#include <stddef.h>
#include <auth-client.h>
#include <libesmtp.h>

// libESMTP calls back with C-variadic arguments, which Swift can neither receive nor pass. What differs by
// event comes here in one fixed shape; what an event does not have is NULL or 0.
//
//   object   smtp_message_t, smtp_recipient_t, SSL* or NULL
//   number   octets, bits, a verification result, seconds or an option
//   answer   where the handler may write a decision; left alone it means what libESMTP chose as default
//   text     a mailbox, host name, domain or cipher
typedef void (*smtp_event_function_t)(int event, void *object, long number, int *answer,
                                      const char *text, void *context);

// Must outlive the session that it is set on.
typedef struct {
    smtp_event_function_t function;
    void *context;
} smtp_event_handler_t;

// Takes from the list exactly what protocol.c, smtp-etrn.c and smtp-tls.c of libESMTP 1.1.0 put there for
// each event: a wrong type would be undefined behaviour.
static inline void smtp_event_trampoline(smtp_session_t session, int event, void *arg, ...) {
    const smtp_event_handler_t *handler = (const smtp_event_handler_t *)arg;
    void *object = NULL;
    long number = 0;
    int *answer = NULL;
    const char *text = NULL;
    va_list list;
    (void)session;

    va_start(list, arg);
    switch (event) {
    case SMTP_EV_MAILSTATUS:
    case SMTP_EV_RCPTSTATUS:
        text = va_arg(list, char *);
        object = va_arg(list, void *);
        break;
    case SMTP_EV_MESSAGEDATA:
        object = va_arg(list, void *);
        number = va_arg(list, int);
        break;
    case SMTP_EV_MESSAGESENT:
        object = va_arg(list, void *);
        break;
    case SMTP_EV_SYNTAXWARNING:
    case SMTP_EV_EXTNA_DSN:
    case SMTP_EV_EXTNA_CHUNKING:
    case SMTP_EV_EXTNA_ETRN:
    case SMTP_EV_NO_PEER_CERTIFICATE:
    case SMTP_EV_NO_CLIENT_CERTIFICATE:
        answer = va_arg(list, int *);
        break;
    case SMTP_EV_ETRNSTATUS:
        number = va_arg(list, int);
        text = va_arg(list, char *);
        break;
    case SMTP_EV_DELIVERBY_EXPIRED:
        number = va_arg(list, long);
        answer = va_arg(list, int *);
        break;
    case SMTP_EV_WEAK_CIPHER:
        number = va_arg(list, int);
        answer = va_arg(list, int *);
        break;
    case SMTP_EV_STARTTLS_OK:
        object = va_arg(list, void *);
        text = va_arg(list, char *);
        number = va_arg(list, int);
        break;
    case SMTP_EV_INVALID_PEER_CERTIFICATE:
        number = va_arg(list, long);
        answer = va_arg(list, int *);
        object = va_arg(list, void *);
        break;
    case SMTP_EV_WRONG_PEER_CERTIFICATE:
        answer = va_arg(list, int *);
        text = va_arg(list, char *);
        object = va_arg(list, void *);
        break;
    default: // CONNECT, DISCONNECT and what carries only a NULL
        break;
    }
    va_end(list);
    handler->function(event, object, number, answer, text, handler->context);
}

// smtp_set_eventcb() with the handler's type checked. Returns 0 on failure.
static inline int smtp_set_event_handler(smtp_session_t session, smtp_event_handler_t *handler) {
    return smtp_set_eventcb(session, smtp_event_trampoline, handler);
}
