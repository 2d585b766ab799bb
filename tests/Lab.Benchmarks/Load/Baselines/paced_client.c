/* The practical limit of a paced client: epoll, one thread, counts separators, and how late each event came.
 * Every connection makes TURNS requests; all wait for each other between two turns. Only the last turn is measured.
 * Usage: paced_client PORT CONNECTIONS TURNS EVENTS US BODY_BYTES; prints events, CPU seconds, p50 and p99 lateness in ms, errors. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUCKETS 20000                /* of 0.1 ms */

typedef struct { int fd, seen, end, has_head; long sent, due; char last; } Conn;

static char buffer[32768], *request; static long request_length;
static long late[BUCKETS], events_seen, errors;

static long now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000L + t.tv_nsec; }

static double cpu(void) {
    struct rusage u; getrusage(RUSAGE_SELF, &u);
    return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double quantile(double share) {
    long sum = 0, rank = (long)(events_seen * share);
    for (int i = 0; i < BUCKETS; i++) if ((sum += late[i]) > rank) return i / 10.0;
    return BUCKETS / 10.0;
}

static int write_request(Conn *c) {
    while (c->sent < request_length) {
        ssize_t n = send(c->fd, request + c->sent, request_length - c->sent, MSG_NOSIGNAL);
        if (n < 0) return errno == EAGAIN ? 0 : -1;
        c->sent += n;
    }
    return 1;
}

static int count(Conn *c, char *at, long n) {
    int seen = 0;
    if (c->last == '\n' && *at == '\n') seen++;
    for (char *end = at + n; (at = memchr(at, '\n', end - at)) && at + 1 < end; at++) if (at[1] == '\n') { seen++; at++; }
    return seen;
}

int main(int argc, char **argv) {
    if (argc < 7) return 2;
    int port = atoi(argv[1]), connections = atoi(argv[2]), turns = atoi(argv[3]), events = atoi(argv[4]), one = 1; long us = atol(argv[5]), body = atol(argv[6]);
    struct rlimit files; getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    static struct epoll_event ready[1024]; Conn *all = calloc(connections, sizeof *all); int ep = epoll_create1(0); double before = 0;
    request = malloc(body + 512);
    request_length = sprintf(request, "POST /paced/%d/%ld/v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: %ld\r\n\r\n", events, us, body);
    memset(request + request_length, 'x', body); request_length += body;
    for (int turn = 1; turn <= turns; turn++) {
        int left = connections;
        memset(late, 0, sizeof late); events_seen = 0;
        usleep(500000);
        before = cpu();
        for (int i = 0; i < connections; i++) {
            Conn *c = &all[i]; struct epoll_event e = { .events = EPOLLIN | EPOLLOUT, .data.ptr = c };
            c->seen = c->end = c->has_head = 0; c->sent = c->due = 0; c->last = 0;
            if (turn == 1) {
                c->fd = socket(AF_INET, SOCK_STREAM, 0);
                if (connect(c->fd, (struct sockaddr *)&to, sizeof to)) { perror("paced_client"); return 1; }
                setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
            }
            int wrote; struct epoll_event in = { .events = EPOLLIN, .data.ptr = c };
            wrote = write_request(c);
            epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, wrote == 1 ? &in : &e);
        }
        while (left > 0) {
            int n = epoll_wait(ep, ready, 1024, 30000);
            if (n <= 0) { errors += left; break; }
            for (int i = 0; i < n; i++) {
                Conn *c = ready[i].data.ptr;
                if (ready[i].events & EPOLLOUT && c->sent < request_length) {
                    struct epoll_event in = { .events = EPOLLIN, .data.ptr = c };
                    if (write_request(c) == 1) epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &in);
                    continue;
                }
                ssize_t got = recv(c->fd, buffer, sizeof buffer - 1, MSG_DONTWAIT);
                if (got <= 0) { if (got < 0 && errno == EAGAIN) continue; errors++; left--; epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL); continue; }
                long now = now_ns();
                if (!c->has_head) {
                    buffer[got] = 0; c->has_head = 1;
                    char *id = strstr(buffer, "request-id: "); if (id) c->due = atol(id + 12);
                }
                for (int seen = count(c, buffer, got); seen > 0; seen--, c->seen++, events_seen++) {
                    long bucket = (now - (c->due + c->seen * us * 1000)) / 100000;
                    late[bucket < 0 ? 0 : bucket >= BUCKETS ? BUCKETS - 1 : bucket]++;
                }
                c->last = buffer[got - 1];
                if (c->seen >= events && !c->end) { c->end = 1; left--; }
            }
        }
    }
    printf("%ld %.4f %.1f %.1f %ld\n", events_seen, cpu() - before, quantile(0.5), quantile(0.99), errors);
    return errors > 0;
}
