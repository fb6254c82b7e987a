// Loaded into MariaDB (LD_PRELOAD): takes note of what it writes and has not yet synced, so that it can be taken back as a
// power cut would. kill -9 alone proves nothing here: what a killed process has written, the kernel still holds.
//
// Before a write, the bytes that it replaces go to a journal of that file; fsync and fdatasync empty the journal. After the
// process was killed, power_cut.py lays the journals back, the latest record first. A journal is named by the file's inode and
// holds records {offset, length, size of the file before} with `length` old bytes each (native int64). Every name that a file
// gets or loses counts as durable at once, as on a journalling file system.
//
//   POWER_CUT_FOLDER   files below it are watched      POWER_CUT_JOURNAL   where the journals go
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MOST_FILES = 8192, LONGEST_PATH = 4096 };

struct record {
    int64_t offset;
    int64_t length;
    int64_t size_before;
};

static struct {
    ino_t inode;
    int journal;
} files[MOST_FILES];
static int known_files;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void give_up(const char* why) {
    dprintf(STDERR_FILENO, "power_cut: %s: %s\n", why, strerror(errno));
    abort();  // a test that has not seen every write proves nothing
}

static int is_watched(int file) {
    const char* const folder = getenv("POWER_CUT_FOLDER");
    char name[64];
    char path[LONGEST_PATH];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    const ssize_t length = readlink(name, path, sizeof path - 1);
    if (folder == NULL || length < 0) return 0;
    path[length] = '\0';
    return strncmp(path, folder, strlen(folder)) == 0;
}

/// The journal of this inode, or -1 where there is none yet and `make` is false.
static int journal_of(ino_t inode, int make) {
    for (int i = 0; i < known_files; ++i) {
        if (files[i].inode == inode) return files[i].journal;
    }
    if (!make) return -1;
    if (known_files == MOST_FILES) give_up("too many files");
    char path[LONGEST_PATH];
    snprintf(path, sizeof path, "%s/%lu", getenv("POWER_CUT_JOURNAL"), (unsigned long)inode);
    const int journal = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (journal < 0) give_up("no journal");
    files[known_files].inode = inode;
    files[known_files].journal = journal;
    ++known_files;
    return journal;
}

static void forget(ino_t inode) {
    const int journal = journal_of(inode, 0);
    if (journal >= 0 && REAL(ftruncate)(journal, 0) != 0) give_up("journal not emptied");
}

static void forget_path(const char* path) {
    struct stat found;
    if (lstat(path, &found) == 0) forget(found.st_ino);
}

/// Notes what stands there now, whatever comes. Under the lock.
static void keep(int file, int64_t offset, int64_t length) {
    struct stat found;
    const int error = errno;
    if (length > 0 && fstat(file, &found) == 0 && S_ISREG(found.st_mode) && is_watched(file)) {
        const int64_t behind = found.st_size - offset;
        const int64_t old = behind < 0 ? 0 : behind < length ? behind : length;
        const struct record record = {offset, old, found.st_size};
        char* const bytes = malloc(sizeof record + (size_t)old);
        if (bytes == NULL) give_up("no memory");
        memcpy(bytes, &record, sizeof record);
        // Opened anew: the descriptor may be for writing only.
        char name[64];
        snprintf(name, sizeof name, "/proc/self/fd/%d", file);
        const int reading = open(name, O_RDONLY | O_CLOEXEC);
        if (reading < 0 || pread(reading, bytes + sizeof record, (size_t)old, offset) != old) give_up("not read");
        close(reading);
        const size_t whole = sizeof record + (size_t)old;
        if (REAL(write)(journal_of(found.st_ino, 1), bytes, whole) != (ssize_t)whole) give_up("not noted");
        free(bytes);
    }
    errno = error;
}

static int64_t place_of(int file) {
    struct stat found;
    if ((fcntl(file, F_GETFL) & O_APPEND) != 0 && fstat(file, &found) == 0) return found.st_size;
    return lseek(file, 0, SEEK_CUR);
}

static int64_t total(const struct iovec* parts, int count) {
    int64_t bytes = 0;
    for (int i = 0; i < count; ++i) bytes += (int64_t)parts[i].iov_len;
    return bytes;
}

#define BEHIND_A_NOTE(type, call, offset, length)   \
    pthread_mutex_lock(&one_at_a_time);             \
    keep(file, offset, length);                     \
    const type outcome = call;                      \
    pthread_mutex_unlock(&one_at_a_time);           \
    return outcome

ssize_t write(int file, const void* bytes, size_t count) {
    BEHIND_A_NOTE(ssize_t, REAL(write)(file, bytes, count), place_of(file), (int64_t)count);
}
ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
    BEHIND_A_NOTE(ssize_t, REAL(pwrite)(file, bytes, count, offset), offset, (int64_t)count);
}
ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
    BEHIND_A_NOTE(ssize_t, REAL(pwrite64)(file, bytes, count, offset), offset, (int64_t)count);
}
ssize_t writev(int file, const struct iovec* parts, int count) {
    BEHIND_A_NOTE(ssize_t, REAL(writev)(file, parts, count), place_of(file), total(parts, count));
}
ssize_t pwritev(int file, const struct iovec* parts, int count, off_t offset) {
    BEHIND_A_NOTE(ssize_t, REAL(pwritev)(file, parts, count, offset), offset, total(parts, count));
}
ssize_t pwritev64(int file, const struct iovec* parts, int count, off64_t offset) {
    BEHIND_A_NOTE(ssize_t, REAL(pwritev64)(file, parts, count, offset), offset, total(parts, count));
}
int ftruncate(int file, off_t size) {
    BEHIND_A_NOTE(int, REAL(ftruncate)(file, size), size, INT64_MAX - size);
}
int ftruncate64(int file, off64_t size) {
    BEHIND_A_NOTE(int, REAL(ftruncate64)(file, size), size, INT64_MAX - size);
}
int fallocate(int file, int mode, off_t offset, off_t length) {
    BEHIND_A_NOTE(int, REAL(fallocate)(file, mode, offset, length), offset, length);
}
int fallocate64(int file, int mode, off64_t offset, off64_t length) {
    BEHIND_A_NOTE(int, REAL(fallocate64)(file, mode, offset, length), offset, length);
}
int posix_fallocate(int file, off_t offset, off_t length) {
    BEHIND_A_NOTE(int, REAL(posix_fallocate)(file, offset, length), offset, length);
}
int posix_fallocate64(int file, off64_t offset, off64_t length) {
    BEHIND_A_NOTE(int, REAL(posix_fallocate64)(file, offset, length), offset, length);
}

/// Nobody writes meanwhile, so what was written before is what is on the disk now.
static int synced(int file, int (*sync)(int)) {
    struct stat found;
    pthread_mutex_lock(&one_at_a_time);
    const int outcome = sync(file);
    if (outcome == 0 && fstat(file, &found) == 0) forget(found.st_ino);
    pthread_mutex_unlock(&one_at_a_time);
    return outcome;
}
int fsync(int file) { return synced(file, REAL(fsync)); }
int fdatasync(int file) { return synced(file, REAL(fdatasync)); }

// The inode of a file that goes may be another file's soon.
int unlink(const char* path) {
    pthread_mutex_lock(&one_at_a_time);
    forget_path(path);
    pthread_mutex_unlock(&one_at_a_time);
    return REAL(unlink)(path);
}
int unlinkat(int folder, const char* path, int flags) {
    struct stat found;
    pthread_mutex_lock(&one_at_a_time);
    if (fstatat(folder, path, &found, AT_SYMLINK_NOFOLLOW) == 0) forget(found.st_ino);
    pthread_mutex_unlock(&one_at_a_time);
    return REAL(unlinkat)(folder, path, flags);
}
int rename(const char* from, const char* to) {
    pthread_mutex_lock(&one_at_a_time);
    forget_path(to);
    pthread_mutex_unlock(&one_at_a_time);
    return REAL(rename)(from, to);
}
