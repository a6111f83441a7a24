#include <curl/curl.h>

// curl_easy_setopt() and curl_easy_getinfo() are variadic, which Swift cannot call. One function for each kind of
// argument: the wrong width would be undefined behaviour (curl_easy_setopt(3)). The parentheses keep the checking
// macros of typecheck-gcc.h out, which want constants.

static inline CURLcode curl_set_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

// libcurl copies the text; NULL takes an option back.
static inline CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

// Takes `count` octets at `octets` and says how many it took.
typedef size_t (*curl_line_function_t)(char *octets, size_t size, size_t count, void *context);

// `context` must outlive the handle.
static inline CURLcode curl_set_line_function(CURL *handle, curl_line_function_t function, void *context) {
    CURLcode result = (curl_easy_setopt)(handle, CURLOPT_HEADERDATA, context);
    if (result != CURLE_OK) return result;
    return (curl_easy_setopt)(handle, CURLOPT_HEADERFUNCTION, function);
}

// As above, for what the server sends after its header lines.
static inline CURLcode curl_set_body_function(CURL *handle, curl_line_function_t function, void *context) {
    CURLcode result = (curl_easy_setopt)(handle, CURLOPT_WRITEDATA, context);
    if (result != CURLE_OK) return result;
    return (curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, function);
}

// Opens the socket for an address that is about to be connected to, or gives CURL_SOCKET_BAD.
static inline CURLcode curl_set_socket_function(CURL *handle, curl_opensocket_callback function, void *context) {
    CURLcode result = (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETDATA, context);
    if (result != CURLE_OK) return result;
    return (curl_easy_setopt)(handle, CURLOPT_OPENSOCKETFUNCTION, function);
}

// `list` must outlive the transfer.
static inline CURLcode curl_set_list(CURL *handle, CURLoption option, struct curl_slist *list) {
    return (curl_easy_setopt)(handle, option, list);
}

// For octet counts (CURLINFO_..._T).
static inline CURLcode curl_get_count(CURL *handle, CURLINFO info, curl_off_t *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode curl_get_socket(CURL *handle, CURLINFO info, curl_socket_t *value) {
    return (curl_easy_getinfo)(handle, info, value);
}
