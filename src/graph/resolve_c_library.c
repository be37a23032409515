/*
 * resolve_c_library.c -- names of the C library and of POSIX.
 *
 * Ported programs define some of them for systems that lack them, inside an #if or in a header that
 * is included inside one. On most systems the name then means the library's, so such a definition
 * is no fact about the place where the name is used.
 */
#include "graph/resolve_c.h"

/* Sorted by bytes. */
/* clang-format off */
static const char *const library_names[] = {
    "BIG_ENDIAN", "BUFSIZ", "BYTE_ORDER", "CHAR_BIT", "CHAR_MAX", "CHAR_MIN", "CLOCKS_PER_SEC",
    "DBL_DIG", "DBL_EPSILON", "DBL_MANT_DIG", "DBL_MAX", "DBL_MIN", "DIR", "EOF",
    "EXIT_FAILURE", "EXIT_SUCCESS", "FD_CLR", "FD_ISSET", "FD_SET", "FD_SETSIZE", "FD_ZERO",
    "FILE", "FLT_EPSILON", "FLT_MAX", "FLT_MIN", "HOST_NAME_MAX", "HUGE_VAL", "INADDR_ANY",
    "INADDR_BROADCAST", "INADDR_LOOPBACK", "INADDR_NONE", "INET6_ADDRSTRLEN", "INET_ADDRSTRLEN",
    "INFINITY", "INT16_MAX", "INT16_MIN", "INT32_MAX", "INT32_MIN", "INT64_MAX", "INT64_MIN",
    "INT8_MAX", "INT8_MIN", "INTMAX_MAX", "INTPTR_MAX", "INT_MAX", "INT_MIN", "IOV_MAX",
    "LDBL_MAX", "LITTLE_ENDIAN", "LLONG_MAX", "LLONG_MIN", "LONG_MAX", "LONG_MIN", "NAME_MAX",
    "NAN", "NI_MAXHOST", "NI_MAXSERV", "NSIG", "NULL", "PATH_MAX", "PIPE_BUF", "PTRDIFF_MAX",
    "PTRDIFF_MIN", "RAND_MAX", "SCHAR_MAX", "SCHAR_MIN", "SEEK_CUR", "SEEK_END", "SEEK_SET",
    "SHRT_MAX", "SHRT_MIN", "SIZE_MAX", "SOMAXCONN", "SSIZE_MAX", "STDERR_FILENO",
    "STDIN_FILENO", "STDOUT_FILENO", "TCSADRAIN", "TCSAFLUSH", "TCSANOW", "UCHAR_MAX",
    "UINT16_MAX", "UINT32_MAX", "UINT64_MAX", "UINT8_MAX", "UINTMAX_MAX", "UINTPTR_MAX",
    "UINT_MAX", "ULLONG_MAX", "ULONG_MAX", "USHRT_MAX", "__BIG_ENDIAN", "__BYTE_ORDER",
    "__LITTLE_ENDIAN", "abort", "abs", "accept", "access", "acos", "acosh", "addrinfo", "alarm",
    "aligned_alloc", "alloca", "asctime", "asctime_r", "asin", "asinh", "asprintf", "assert",
    "atan", "atan2", "atanh", "atexit", "atof", "atoi", "atol", "atoll", "basename", "bcmp",
    "bcopy", "bind", "blkcnt_t", "blksize_t", "bsearch", "btowc", "bzero", "calloc", "cbrt",
    "cc_t", "ceil", "ceilf", "cfsetispeed", "cfsetospeed", "chdir", "chmod", "chown", "chroot",
    "clearenv", "clearerr", "clock", "clock_getres", "clock_gettime", "clock_nanosleep",
    "clock_settime", "clock_t", "clockid_t", "close", "closedir", "closelog", "confstr",
    "connect", "copysign", "cos", "cosf", "cosh", "creat", "ctime", "ctime_r", "daemon",
    "daylight", "dev_t", "difftime", "dirent", "dirfd", "dirname", "div", "div_t", "dlclose",
    "dlerror", "dlopen", "dlsym", "dprintf", "drand48", "dup", "dup2", "dup3", "endgrent",
    "endpwent", "environ", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_event",
    "epoll_wait", "erand48", "erf", "erfc", "errno", "eventfd", "execl", "execle", "execlp",
    "execv", "execve", "execvp", "exit", "exp", "exp2", "explicit_bzero", "expm1", "fabs",
    "fabsf", "faccessat", "fallocate", "fchdir", "fchmod", "fchmodat", "fchown", "fchownat",
    "fclose", "fcntl", "fd_set", "fdatasync", "fdim", "fdopen", "fdopendir", "feclearexcept",
    "feof", "ferror", "fexecve", "fflush", "ffs", "fgetc", "fgetpos", "fgets", "fileno",
    "flock", "flockfile", "floor", "floorf", "fma", "fmax", "fmemopen", "fmin", "fmod",
    "fnmatch", "fopen", "fork", "fpathconf", "fpclassify", "fpos_t", "fprintf", "fputc",
    "fputs", "fread", "free", "freeaddrinfo", "freeifaddrs", "freopen", "frexp", "fsblkcnt_t",
    "fscanf", "fseek", "fseeko", "fsetpos", "fstat", "fstatat", "fstatvfs", "fsync", "ftell",
    "ftello", "ftruncate", "ftw", "funlockfile", "futimens", "fwrite", "gai_strerror",
    "getaddrinfo", "getc", "getchar", "getcwd", "getdelim", "getdomainname", "getegid",
    "getentropy", "getenv", "geteuid", "getgid", "getgrent", "getgrgid", "getgrgid_r",
    "getgrnam", "getgrnam_r", "getgrouplist", "getgroups", "gethostbyaddr", "gethostbyname",
    "gethostbyname_r", "gethostid", "gethostname", "getifaddrs", "getitimer", "getline",
    "getlogin", "getlogin_r", "getmntent", "getnameinfo", "getopt", "getopt_long",
    "getpagesize", "getpass", "getpeername", "getpgid", "getpgrp", "getpid", "getppid",
    "getpriority", "getprotobyname", "getpwent", "getpwnam", "getpwnam_r", "getpwuid",
    "getpwuid_r", "getrandom", "getresgid", "getresuid", "getrlimit", "getrusage", "gets",
    "getservbyname", "getservbyport", "getsid", "getsockname", "getsockopt", "gettid",
    "gettimeofday", "getuid", "getwd", "gid_t", "glob", "globfree", "gmtime", "gmtime_r",
    "grantpt", "group", "h_errno", "hcreate", "hdestroy", "hostent", "hsearch", "htonl",
    "htons", "hypot", "iconv", "iconv_close", "iconv_open", "iconv_t", "id_t",
    "if_freenameindex", "if_indextoname", "if_nameindex", "if_nametoindex", "ifaddrs", "ifreq",
    "ilogb", "imaxdiv_t", "in6_addr", "in_addr", "in_addr_t", "in_port_t", "index", "inet_addr",
    "inet_aton", "inet_ntoa", "inet_ntop", "inet_pton", "initgroups", "ino_t",
    "inotify_add_watch", "inotify_init", "inotify_init1", "inotify_rm_watch", "int16_t",
    "int32_t", "int64_t", "int8_t", "intmax_t", "intptr_t", "ioctl", "iovec", "isalnum",
    "isalpha", "isascii", "isatty", "isblank", "iscntrl", "isdigit", "isfinite", "isgraph",
    "isgreater", "isinf", "isless", "islower", "isnan", "isnormal", "isprint", "ispunct",
    "isspace", "isupper", "iswalnum", "iswalpha", "iswdigit", "iswlower", "iswprint",
    "iswspace", "iswupper", "isxdigit", "itimerval", "jmp_buf", "jrand48", "kevent", "key_t",
    "kill", "killpg", "kqueue", "labs", "lchown", "lconv", "ldexp", "ldiv", "ldiv_t", "lgamma",
    "linger", "link", "linkat", "lio_listio", "listen", "llabs", "llrint", "llround",
    "localeconv", "localtime", "localtime_r", "lockf", "log", "log10", "log1p", "log2", "logb",
    "longjmp", "lrand48", "lrint", "lround", "lseek", "lstat", "lutimes", "madvise", "malloc",
    "malloc_usable_size", "mblen", "mbrlen", "mbrtowc", "mbsinit", "mbsrtowcs", "mbstate_t",
    "mbstowcs", "mbtowc", "memalign", "memccpy", "memchr", "memcmp", "memcpy", "memmem",
    "memmove", "mempcpy", "memrchr", "memset", "mincore", "mkdir", "mkdirat", "mkdtemp",
    "mkfifo", "mknod", "mkostemp", "mkstemp", "mkstemps", "mktemp", "mktime", "mlock",
    "mlockall", "mmap", "mode_t", "modf", "mount", "mprotect", "mrand48", "mremap", "msgget",
    "msghdr", "msync", "munlock", "munmap", "nan", "nanosleep", "nearbyint", "nextafter",
    "nfds_t", "nftw", "nice", "nl_langinfo", "nlink_t", "nrand48", "ntohl", "ntohs", "off_t",
    "offsetof", "open", "open_memstream", "openat", "opendir", "openlog", "openpty", "optarg",
    "opterr", "optind", "option", "optopt", "passwd", "pathconf", "pause", "pclose", "perror",
    "pid_t", "pipe", "pipe2", "poll", "pollfd", "popen", "posix_fadvise", "posix_fallocate",
    "posix_memalign", "posix_openpt", "posix_spawn", "posix_spawnp", "pow", "powf", "ppoll",
    "prctl", "pread", "preadv", "printf", "prlimit", "protoent", "pselect", "psignal",
    "pthread_atfork", "pthread_attr_destroy", "pthread_attr_getstacksize", "pthread_attr_init",
    "pthread_attr_setdetachstate", "pthread_attr_setstacksize", "pthread_attr_t",
    "pthread_cancel", "pthread_cond_broadcast", "pthread_cond_destroy", "pthread_cond_init",
    "pthread_cond_signal", "pthread_cond_t", "pthread_cond_timedwait", "pthread_cond_wait",
    "pthread_create", "pthread_detach", "pthread_equal", "pthread_exit", "pthread_getspecific",
    "pthread_join", "pthread_key_create", "pthread_key_delete", "pthread_key_t", "pthread_kill",
    "pthread_mutex_destroy", "pthread_mutex_init", "pthread_mutex_lock", "pthread_mutex_t",
    "pthread_mutex_trylock", "pthread_mutex_unlock", "pthread_once", "pthread_once_t",
    "pthread_rwlock_destroy", "pthread_rwlock_init", "pthread_rwlock_rdlock",
    "pthread_rwlock_t", "pthread_rwlock_unlock", "pthread_rwlock_wrlock", "pthread_self",
    "pthread_setname_np", "pthread_setspecific", "pthread_sigmask", "pthread_spin_lock",
    "pthread_spin_unlock", "pthread_t", "ptrace", "ptrdiff_t", "ptsname", "putc", "putchar",
    "putenv", "puts", "pwrite", "pwritev", "qsort", "qsort_r", "raise", "rand", "rand_r",
    "random", "read", "readdir", "readdir_r", "readlink", "readlinkat", "readv", "realloc",
    "reallocarray", "realpath", "recv", "recvfrom", "recvmmsg", "recvmsg", "regcomp",
    "regerror", "regex_t", "regexec", "regfree", "regmatch_t", "regoff_t", "remainder",
    "remove", "rename", "renameat", "rewind", "rewinddir", "rindex", "rint", "rlim_t", "rlimit",
    "rmdir", "round", "roundf", "rusage", "sa_family_t", "sbrk", "scalbn", "scandir", "scanf",
    "sched_getaffinity", "sched_param", "sched_setaffinity", "sched_yield", "secure_getenv",
    "select", "sem_destroy", "sem_init", "sem_post", "sem_t", "sem_trywait", "sem_wait", "send",
    "sendfile", "sendmmsg", "sendmsg", "sendto", "servent", "setbuf", "setegid", "setenv",
    "seteuid", "setgid", "setgrent", "setgroups", "setitimer", "setjmp", "setlocale",
    "setlogmask", "setpgid", "setpgrp", "setpriority", "setproctitle", "setpwent", "setregid",
    "setresgid", "setresuid", "setreuid", "setrlimit", "setsid", "setsockopt", "setuid",
    "setvbuf", "shm_open", "shm_unlink", "shmat", "shmctl", "shmdt", "shmget", "shutdown",
    "sig_atomic_t", "sigaction", "sigaddset", "sigaltstack", "sigdelset", "sigemptyset",
    "sigevent", "sigfillset", "siginfo_t", "sigismember", "sigjmp_buf", "siglongjmp", "signal",
    "signalfd", "signbit", "sigpending", "sigprocmask", "sigset_t", "sigsetjmp", "sigsuspend",
    "sigwait", "sin", "sinf", "sinh", "size_t", "sleep", "snprintf", "sockaddr", "sockaddr_in",
    "sockaddr_in6", "sockaddr_storage", "sockaddr_un", "socket", "socketpair", "socklen_t",
    "speed_t", "splice", "sprintf", "sqrt", "sqrtf", "srand", "srand48", "srandom", "sscanf",
    "ssize_t", "stat", "statfs", "statvfs", "stderr", "stdin", "stdout", "stpcpy", "stpncpy",
    "strcasecmp", "strcasestr", "strcat", "strchr", "strchrnul", "strcmp", "strcoll", "strcpy",
    "strcspn", "strdup", "strerror", "strerror_r", "strfmon", "strftime", "strlcat", "strlcpy",
    "strlen", "strncasecmp", "strncat", "strncmp", "strncpy", "strndup", "strnlen", "strpbrk",
    "strptime", "strrchr", "strsep", "strsignal", "strspn", "strstr", "strtod", "strtof",
    "strtoimax", "strtok", "strtok_r", "strtol", "strtold", "strtoll", "strtoul", "strtoull",
    "strtoumax", "strxfrm", "suseconds_t", "symlink", "symlinkat", "sync", "syncfs", "sysconf",
    "sysctl", "sysctlbyname", "sysinfo", "syslog", "system", "tan", "tanh", "tcdrain",
    "tcflag_t", "tcflow", "tcflush", "tcgetattr", "tcgetpgrp", "tcsendbreak", "tcsetattr",
    "tcsetpgrp", "telldir", "tempnam", "termios", "tgamma", "time", "time_t", "timegm",
    "timelocal", "timer_create", "timerfd_create", "timerfd_settime", "times", "timespec",
    "timeval", "timezone", "tm", "tmpfile", "tmpnam", "toascii", "tolower", "toupper",
    "towlower", "towupper", "trunc", "truncate", "ttyname", "ttyname_r", "tzname", "tzset",
    "u_char", "u_int", "u_int16_t", "u_int32_t", "u_int64_t", "u_int8_t", "u_long", "u_short",
    "uid_t", "uint", "uint16_t", "uint32_t", "uint64_t", "uint8_t", "uintmax_t", "uintptr_t",
    "ulong", "umask", "umount", "uname", "ungetc", "unlink", "unlinkat", "unlockpt", "unsetenv",
    "unshare", "useconds_t", "ushort", "usleep", "utimbuf", "utime", "utimensat", "utimes",
    "utsname", "va_arg", "va_copy", "va_end", "va_list", "va_start", "vasprintf", "vdprintf",
    "vfork", "vfprintf", "vfscanf", "vprintf", "vscanf", "vsnprintf", "vsprintf", "vsscanf",
    "vsyslog", "wait", "wait3", "wait4", "waitid", "waitpid", "wchar_t", "wcrtomb", "wcscat",
    "wcschr", "wcscmp", "wcscpy", "wcslen", "wcsncmp", "wcsncpy", "wcsrchr", "wcsstr", "wcstol",
    "wcstombs", "wctomb", "wcwidth", "winsize", "wint_t", "wmemcpy", "write", "writev",
};

/* Families of constants. */
static const char *const library_prefixes[] = {
    "AF_", "AI_", "AT_", "CLOCK_", "DT_", "EAI_", "EPOLL", "F_", "IFF_", "INT8_", "IN_", "IPPROTO_",
    "IPV6_", "IP_", "ITIMER_", "LC_", "LOCK_", "LOG_", "MAP_", "MSG_", "M_", "NI_", "O_", "PF_",
    "POLL", "PRI", "PROT_", "PTHREAD_", "REG_", "RLIMIT_", "RTLD_", "RUSAGE_", "R_OK", "SA_",
    "SCN", "SHUT_", "SIG", "SOCK_", "SOL_", "SO_", "S_I", "TCP_", "TIOC", "WEXIT", "WIF", "WNOHANG",
    "WSTOP", "WTERM", "WUNTRACED", "W_OK", "X_OK", "_SC_",
};
/* clang-format on */

static bool is_among(Str name)
{
    size_t low = 0, high = ARRAY_LEN(library_names);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(str_from(library_names[middle]), name);

        if (c == 0)
            return true;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* EINTR and its like. */
static bool is_error_number(Str name)
{
    if (name.len < 4 || name.len > 15 || name.ptr[0] != 'E')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

bool c_is_library_name(Str name)
{
    if (is_among(name) || is_error_number(name))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(library_prefixes); i++) {
        if (str_starts(name, str_from(library_prefixes[i])))
            return true;
    }
    return false;
}
