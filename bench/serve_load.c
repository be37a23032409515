/*
 * serve_load.c -- how many jobs a second a server gives out and ends over HTTP.
 *
 *     serve_load PORT TOKEN-FILE CLIENTS SECONDS
 *
 * Each client is a thread with one connection: it claims a job, reports it as failed for good, and
 * begins again. Jobs must be there already. Prints one line of JSON.
 */
#include "base/clock.h"
#include "base/file.h"
#include "base/vec.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS_MAX = 256, ANSWER_MAX_BYTES = 16 << 10 };

typedef struct Load {
    uint16_t port;
    Str token;
    int64_t until_ns;
} Load;

typedef struct Worker {
    const Load *load;
    pthread_t thread;
    int fd;
    char answer[ANSWER_MAX_BYTES];
    size_t answer_len;
    uint64_t jobs, errors;
    VEC(int64_t) claims_ns;
} Worker;

static int64_t now_ns(void)
{
    const Clock *c = clock_system();

    return c->tick_ns(c);
}

static int dial(uint16_t port)
{
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

    MUST(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    return fd;
}

/* The status; the body is in w->answer from *ret_body on. */
static int post(Worker *w, Str path, Str token, Str body, size_t *ret_body)
{
    char head[1024];
    int len = snprintf(head, sizeof(head),
                       "POST %.*s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %.*s\r\n"
                       "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%.*s",
                       STR_ARG(path), STR_ARG(token), body.len, STR_ARG(body));
    size_t whole = 0;

    MUST(len > 0 && (size_t)len < sizeof(head));
    MUST(write(w->fd, head, (size_t)len) == len);
    w->answer_len = 0;
    for (;;) {
        ssize_t got = read(w->fd, w->answer + w->answer_len,
                           sizeof(w->answer) - 1 - w->answer_len);

        MUST(got > 0);
        w->answer_len += (size_t)got;
        w->answer[w->answer_len] = '\0';
        char *end = strstr(w->answer, "\r\n\r\n");
        if (!end)
            continue;
        const char *length = strstr(w->answer, "Content-Length: ");
        *ret_body = (size_t)(end + 4 - w->answer);
        whole = *ret_body + (length && length < end ? strtoul(length + 16, NULL, 10) : 0);
        if (w->answer_len >= whole)
            return (int)strtol(w->answer + 9, NULL, 10);
    }
}

static Str value_of(const Worker *w, size_t from, const char *mark)
{
    const char *at = strstr(w->answer + from, mark);

    if (!at)
        return STR_NONE;
    at += strlen(mark);
    return (Str){at, strcspn(at, "\"")};
}

static void *work(void *arg)
{
    const Str wish = STR("{\"workerId\":\"bench:1:a\",\"slots\":1}");
    const Str end = STR("{\"type\":\"failed\",\"class\":\"permanent\",\"error\":\"bench\"}");
    Worker *w = arg;
    size_t body;

    w->fd = dial(w->load->port);
    while (now_ns() < w->load->until_ns) {
        AUTO(arena_done) Arena a = {0};
        int64_t began = now_ns();

        if (post(w, STR("/api/worker/claim"), w->load->token, wish, &body) != 200) {
            w->errors++;
            break; /* no job is left */
        }
        *VEC_PUSH(&w->claims_ns) = now_ns() - began;
        Str path = arena_printf(&a, "/api/jobs/%.*s/callback",
                                STR_ARG(value_of(w, body, "\"id\":\"")));
        Str token = arena_str(&a, value_of(w, body, "\"callbackToken\":\""));
        if (post(w, path, token, end, &body) == 200)
            w->jobs++;
        else
            w->errors++;
    }
    close(w->fd);
    return NULL;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    static Worker workers[CLIENTS_MAX];
    AUTO(arena_done) Arena a = {0};
    VEC(int64_t) all = {0};
    uint64_t port, clients, seconds, jobs = 0, errors = 0;
    Str token;
    Err err = {0};

    if (argc != 5 || !parse_u64(str_from(argv[1]), 65535, &port) ||
        !parse_u64(str_from(argv[3]), CLIENTS_MAX, &clients) || clients == 0 ||
        !parse_u64(str_from(argv[4]), 600, &seconds) ||
        file_read(&a, argv[2], 1024, &token, &err) != ERR_OK) {
        fprintf(stderr, "serve_load PORT TOKEN-FILE CLIENTS SECONDS\n");
        return 2;
    }
    int64_t began = now_ns();
    Load load = {(uint16_t)port, str_trim(token), began + (int64_t)seconds * 1000000000};
    for (uint64_t i = 0; i < clients; i++) {
        workers[i].load = &load;
        MUST(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
    }
    for (uint64_t i = 0; i < clients; i++) {
        pthread_join(workers[i].thread, NULL);
        jobs += workers[i].jobs;
        errors += workers[i].errors;
        for (size_t k = 0; k < workers[i].claims_ns.len; k++)
            *VEC_PUSH(&all) = workers[i].claims_ns.at[k];
        VEC_DONE(&workers[i].claims_ns);
    }
    double took = (double)(now_ns() - began) / 1e9;
    VEC_SORT(&all, compare);
    printf("{\"clients\":%llu,\"jobsPerSecond\":%.0f,\"claimP50Ms\":%.2f,\"claimP99Ms\":%.2f,"
           "\"jobs\":%llu,\"errors\":%llu}\n",
           (unsigned long long)clients, (double)jobs / took,
           all.len ? (double)all.at[all.len / 2] / 1e6 : 0,
           all.len ? (double)all.at[all.len * 99 / 100] / 1e6 : 0, (unsigned long long)jobs,
           (unsigned long long)errors);
    VEC_DONE(&all);
    return 0;
}
