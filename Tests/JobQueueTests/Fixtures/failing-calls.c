/*
 * Makes chosen system calls of one process fail, as a bad or full disk would. For tests; loaded with LD_PRELOAD (ld.so(8)).
 *
 * Only calls on files below one folder count. They are numbered from 1 in the order in which the process makes them, over
 * all threads; numbers FIRST to FIRST + TIMES - 1 fail without doing anything, the others go through. A child process that
 * inherits the environment counts for itself.
 *
 * The environment says which; without FAILING_CALLS_FOLDER everything goes through:
 *
 *   FAILING_CALLS_FOLDER  the folder, absolute, without symbolic links
 *   FAILING_CALLS_NAMES   which calls count: names from the list below with commas between them; default: all
 *   FAILING_CALLS_FIRST   the number of the first that fails; 0, the default: none does
 *   FAILING_CALLS_TIMES   how many fail; default 1
 *   FAILING_CALLS_ERROR   the errno they fail with, in digits; default EIO
 *   FAILING_CALLS_LOG     a file outside of the folder that gets a line for every call that counts:
 *                         "3 fdatasync post.db-wal failed", or "passed"
 *
 * Names: write, pwrite64 (pwrite too), fdatasync, fsync, ftruncate, fallocate (posix_fallocate too).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The function that would have been called without this library. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static struct {
    const char *folder;
    const char *names;
    long first;
    long times;
    int error;
    int log;
} plan = {.log = -1};

static long calls;

static long number(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

static void read_plan(void)
{
    const char *log = getenv("FAILING_CALLS_LOG");
    plan.names = getenv("FAILING_CALLS_NAMES");
    plan.first = number("FAILING_CALLS_FIRST", 0);
    plan.times = number("FAILING_CALLS_TIMES", 1);
    plan.error = (int)number("FAILING_CALLS_ERROR", EIO);
    if (log)
        plan.log = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    plan.folder = getenv("FAILING_CALLS_FOLDER");
}

/* Whether `name` is one of the names that count. */
static int is_listed(const char *name)
{
    size_t length = strlen(name);
    if (!plan.names)
        return 1;
    for (const char *at = plan.names; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return 1;
    }
    return 0;
}

/* The path of the open file below the folder, written into `path`; NULL when it lies elsewhere. proc(5). */
static const char *path_below_folder(int descriptor, char *path, size_t size)
{
    char link[64];
    size_t length = strlen(plan.folder);
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t got = readlink(link, path, size - 1);
    if (got < 0)
        return NULL;
    path[got] = '\0';
    return strncmp(path, plan.folder, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

static void tell(long n, const char *name, const char *file, int fails)
{
    char line[PATH_MAX + 64];
    int length = snprintf(line, sizeof line, "%ld %s %s %s\n", n, name, file, fails ? "failed" : "passed");
    if (plan.log >= 0) /* not by write(), which would come back here */
        syscall(SYS_write, plan.log, line, (size_t)length);
}

/* Counts the call. Returns the errno that it has to fail with, or 0. Leaves errno as it is. */
static int failure(const char *name, int descriptor)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char path[PATH_MAX];
    int before = errno;
    pthread_once(&once, read_plan);
    const char *file = plan.folder && is_listed(name) ? path_below_folder(descriptor, path, sizeof path) : NULL;
    int fails = 0;
    if (file) {
        long n = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
        fails = plan.first > 0 && n >= plan.first && n - plan.first < plan.times;
        tell(n, name, file, fails);
    }
    errno = before;
    return fails ? plan.error : 0;
}

/* Inside a function that tells of failure with -1 and errno. */
#define FAIL_IF_PLANNED(name, descriptor)            \
    do {                                             \
        int code = failure(name, descriptor);        \
        if (code) {                                  \
            errno = code;                            \
            return -1;                               \
        }                                            \
    } while (0)

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    FAIL_IF_PLANNED("write", descriptor);
    return REAL(write)(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset)
{
    FAIL_IF_PLANNED("pwrite64", descriptor);
    return REAL(pwrite)(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset)
{
    FAIL_IF_PLANNED("pwrite64", descriptor);
    return REAL(pwrite64)(descriptor, bytes, count, offset);
}

int fdatasync(int descriptor)
{
    FAIL_IF_PLANNED("fdatasync", descriptor);
    return REAL(fdatasync)(descriptor);
}

int fsync(int descriptor)
{
    FAIL_IF_PLANNED("fsync", descriptor);
    return REAL(fsync)(descriptor);
}

int ftruncate(int descriptor, off_t length)
{
    FAIL_IF_PLANNED("ftruncate", descriptor);
    return REAL(ftruncate)(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length)
{
    FAIL_IF_PLANNED("ftruncate", descriptor);
    return REAL(ftruncate64)(descriptor, length);
}

int fallocate(int descriptor, int mode, off_t offset, off_t length)
{
    FAIL_IF_PLANNED("fallocate", descriptor);
    return REAL(fallocate)(descriptor, mode, offset, length);
}

int fallocate64(int descriptor, int mode, off64_t offset, off64_t length)
{
    FAIL_IF_PLANNED("fallocate", descriptor);
    return REAL(fallocate64)(descriptor, mode, offset, length);
}

/* These two return the error instead of setting errno: posix_fallocate(3). */
int posix_fallocate(int descriptor, off_t offset, off_t length)
{
    int code = failure("fallocate", descriptor);
    return code ? code : REAL(posix_fallocate)(descriptor, offset, length);
}

int posix_fallocate64(int descriptor, off64_t offset, off64_t length)
{
    int code = failure("fallocate", descriptor);
    return code ? code : REAL(posix_fallocate64)(descriptor, offset, length);
}
