/*
 * main.c -- `fondation VERB ...`. (For now: `analyze REPO --dump=edges`.)
 */
#include "cli/dump.h"
#include "graph/resolve.h"

#include <signal.h>

static ErrCode run(const char *repo, Err *err)
{
    CheckoutAsk ask = {.path = repo};
    Checkout *checkout = NULL;
    Program *program = NULL;
    ProgramTimes times = {0};
    ErrCode rc = checkout_open(&ask, &checkout, err);

    if (rc == ERR_OK)
        rc = program_read(&(ProgramAsk){.checkout = checkout}, &program, &times, err);
    if (rc == ERR_OK) {
        program_resolve(program, 0, &times);
        rc = dump_edges(program, stdout, err);
        fprintf(stderr,
                "files=%llu bytes=%llu lexical=%llu read_wall_ms=%lld read_cpu_ms=%lld "
                "resolve_wall_ms=%lld resolve_cpu_ms=%lld\n",
                (unsigned long long)times.files, (unsigned long long)times.bytes,
                (unsigned long long)times.lexical_files, (long long)times.read_wall_ns / 1000000,
                (long long)times.read_cpu_ns / 1000000, (long long)times.resolve_wall_ns / 1000000,
                (long long)times.resolve_cpu_ns / 1000000);
    }
    program_free(program);
    checkout_close(checkout);
    return rc;
}

int main(int argc, char **argv)
{
    Err err = {0};

    signal(SIGPIPE, SIG_IGN);
    if (argc != 4 || strcmp(argv[1], "analyze") != 0 || strcmp(argv[3], "--dump=edges") != 0) {
        fprintf(stderr, "usage: fondation analyze REPO --dump=edges\n");
        return 2;
    }
    ErrCode rc = run(argv[2], &err);
    if (rc != ERR_OK)
        fprintf(stderr, "fondation: %s\n", err.text);
    return err_exit_code(rc);
}
