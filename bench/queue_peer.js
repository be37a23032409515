// queue_peer.js -- claims and completions a second of queues that people trust, on the same server.
//
//     node queue_peer.js pg-boss|graphile-worker URL CLIENTS SECONDS
//
// pg-boss: CLIENTS loops that fetch one job and complete it, as its workers do, over a pool of connections.
// graphile-worker: its own runner with that concurrency and a task that does nothing. Jobs are put in
// before. Prints a line of key=value, as queue_bench does.
"use strict";

const [kind, url, clientsText, secondsText] = process.argv.slice(2);
const clients = Number(clientsText);
const seconds = Number(secondsText);
const FILL_A_SECOND = 8000;
const CONNECTIONS = 16;

function report(jobs, took) {
    console.log(`kind=${kind} threads=${clients} jobs=${jobs} seconds=${took.toFixed(3)} ` +
        `jobs_per_second=${(jobs / took).toFixed(0)}`);
}

// The server's planner knows what was put in, as it would after a while by itself.
async function analyze() {
    const { Client } = require("pg");
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("VACUUM ANALYZE");
    await client.end();
}

async function pgBoss() {
    const PgBoss = require("pg-boss");
    const boss = new PgBoss({ connectionString: url, max: CONNECTIONS, supervise: false, schedule: false });
    boss.on("error", (error) => { throw error; });
    await boss.start();
    await boss.createQueue("bench");
    for (let done = 0; done < seconds * FILL_A_SECOND; done += 1000)
        await boss.insert(Array.from({ length: 1000 }, () => ({ name: "bench", data: { prompt: "explain the core" } })));
    await analyze();
    let jobs = 0;
    const start = process.hrtime.bigint();
    const stop = start + BigInt(seconds) * 1000000000n;
    await Promise.all(Array.from({ length: clients }, async () => {
        while (process.hrtime.bigint() < stop) {
            const [job] = await boss.fetch("bench");
            if (!job)
                return;
            await boss.complete("bench", job.id);
            jobs++;
        }
    }));
    report(jobs, Number(process.hrtime.bigint() - start) / 1e9);
    await boss.stop({ graceful: false });
}

async function graphileWorker() {
    const { run, runMigrations, Logger } = require("graphile-worker");
    const { Pool } = require("pg");
    const logger = new Logger(() => () => {});
    const pool = new Pool({ connectionString: url, max: CONNECTIONS });
    await runMigrations({ pgPool: pool, logger });
    await pool.query("SELECT graphile_worker.add_job('bench', '{\"prompt\": \"explain the core\"}') " +
        "FROM generate_series(1, $1)", [seconds * FILL_A_SECOND]);
    await analyze();
    let jobs = 0;
    let end;
    const ended = new Promise((resolve) => { end = resolve; });
    const start = process.hrtime.bigint();
    const timer = setTimeout(() => end(), seconds * 1000);
    const runner = await run({
        pgPool: pool, concurrency: clients, noHandleSignals: true, pollInterval: 100, logger,
        taskList: { bench: async () => { if (++jobs === seconds * FILL_A_SECOND) end(); } },
    });
    await ended;
    clearTimeout(timer);
    report(jobs, Number(process.hrtime.bigint() - start) / 1e9);
    void runner; // the process ends here: nothing of the run is needed any more
}

(kind === "pg-boss" ? pgBoss() : graphileWorker()).then(() => process.exit(0), (error) => {
    console.error(error);
    process.exit(1);
});
