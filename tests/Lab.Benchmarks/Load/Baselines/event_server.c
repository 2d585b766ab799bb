/* The server of the load benchmarks: answers POSTs with events, flat out or paced, on one thread.
 *   /flat/N/...         a reply of N deltas between a first and a last event, in one write
 *   /paced/N/US/...     N events, one every US microseconds; request-id is "<due>-<sent>", the first event's due time and its
 *                       true time in nanoseconds of CLOCK_MONOTONIC: event k is due at due + k * US
 * Usage: event_server PORT */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_HEAD 4096
#define DELTA "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"12345678\"}}\n\n"
#define FIRST "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{}}\n\n"
#define LAST "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nrequest-id: %s\r\nTransfer-Encoding: chunked\r\n\r\n"

typedef struct {
    int fd, have, slot;              /* slot: place in the heap, -1 when not paced */
    long body;                       /* bytes of the request still to come; -1 in its header */
    const char *out; long out_left;  /* what the kernel has not taken yet */
    long due, start, step; int event, events;
    char head[MOST_HEAD];
} Conn;

typedef struct { int deltas; char *bytes; long length; } Flat;

static int ep;
static Conn **heap; static int heap_count, heap_room;
static Flat flats[16]; static int flat_count;
static char delta_chunk[256], last_chunk[256]; static long delta_length, last_length;
static char scratch[1 << 18];
static unsigned accepted;

static long now_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000000L + t.tv_nsec; }

static void place(int slot, Conn *c) { heap[slot] = c; c->slot = slot; }

static void sift(int slot, Conn *c) {
    while (slot > 0 && heap[(slot - 1) / 2]->due > c->due) { place(slot, heap[(slot - 1) / 2]); slot = (slot - 1) / 2; }
    for (;;) {
        int child = 2 * slot + 1;
        if (child >= heap_count) break;
        if (child + 1 < heap_count && heap[child + 1]->due < heap[child]->due) child++;
        if (heap[child]->due >= c->due) break;
        place(slot, heap[child]); slot = child;
    }
    place(slot, c);
}

static void push(Conn *c) {
    if (heap_count == heap_room) heap = realloc(heap, (heap_room = heap_room ? heap_room * 2 : 1024) * sizeof *heap);
    sift(heap_count++, c);
}

static void leave(Conn *c) {
    int slot = c->slot; Conn *last;
    if (slot < 0) return;
    c->slot = -1;
    last = heap[--heap_count];
    if (last != c) sift(slot, last);
}

static void drop(Conn *c) { leave(c); close(c->fd); free(c); }

static long chunk(char *to, const char *text) { return sprintf(to, "%zx\r\n%s\r\n", strlen(text), text); }

static Flat *flat(int deltas) {
    Flat *f; int i;
    for (i = 0; i < flat_count; i++) if (flats[i].deltas == deltas) return &flats[i];
    if (flat_count == 16) flat_count = 0;
    f = &flats[flat_count++];
    f->deltas = deltas;
    f->bytes = malloc(1024 + (long)deltas * 160);
    f->length = sprintf(f->bytes, HEAD, "flat");
    f->length += chunk(f->bytes + f->length, FIRST);
    for (i = 0; i < deltas; i++) f->length += chunk(f->bytes + f->length, DELTA);
    f->length += chunk(f->bytes + f->length, LAST);
    f->length += sprintf(f->bytes + f->length, "0\r\n\r\n");
    return f;
}

/* Returns 0 when the connection is gone. */
static int give(Conn *c, const char *bytes, long length) {
    ssize_t sent;
    if (c->out_left > 0) return 1;   /* a client that does not read loses its place; it will count too few events */
    sent = send(c->fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) { drop(c); return 0; }
    if (sent < length) {
        struct epoll_event e = { .events = EPOLLIN | EPOLLOUT, .data.ptr = c };
        c->out = bytes + (sent > 0 ? sent : 0); c->out_left = length - (sent > 0 ? sent : 0);
        epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
    }
    return 1;
}

static void go_on(Conn *c) {
    ssize_t sent = send(c->fd, c->out, c->out_left, MSG_NOSIGNAL);
    if (sent < 0) { if (errno != EAGAIN) drop(c); return; }
    c->out += sent; c->out_left -= sent;
    if (c->out_left == 0) {
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
        epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
    }
}

static void answer(Conn *c) {
    int events = 0; long us = 0;
    char *path = strchr(c->head, ' ');
    c->body = -1; c->have = 0;
    if (path && sscanf(path, " /paced/%d/%ld/", &events, &us) == 2) {
        /* Spread over one step (a second at most), as sessions are that do not know of each other. */
        long phase = (long)((accepted * 2654435761u + (unsigned)c->fd * 40503u) % 1000u) * (us < 1000000 ? us : 1000000);
        c->events = events; c->event = 0; c->step = us * 1000; c->due = c->start = now_ns() + phase;
        push(c);
    } else if (path && sscanf(path, " /flat/%d/", &events) == 1) {
        Flat *f = flat(events);
        give(c, f->bytes, f->length);
    } else drop(c);
}

static void read_request(Conn *c) {
    for (;;) {
        ssize_t got;
        if (c->body >= 0) {
            /* MSG_TRUNC: the kernel throws the body away without a copy. */
            got = c->body == 0 ? 0 : recv(c->fd, scratch, c->body < (long)sizeof scratch ? c->body : (long)sizeof scratch, MSG_TRUNC);
            if (got > 0) { c->body -= got; if (c->body > 0) continue; }
            else if (c->body > 0) { if (got == 0 || errno != EAGAIN) drop(c); return; }
            answer(c);
            return;
        }
        got = recv(c->fd, c->head + c->have, MOST_HEAD - 1 - c->have, MSG_PEEK);
        if (got <= 0) { if (got == 0 || errno != EAGAIN) drop(c); return; }
        c->head[c->have + got] = 0;
        char *end = strstr(c->head, "\r\n\r\n"), *length = strcasestr(c->head, "content-length:");
        long take = end ? end + 4 - (c->head + c->have) : got;
        if ((!end && c->have + got >= MOST_HEAD - 1) || (end && !length)) { drop(c); return; }
        recv(c->fd, scratch, take, MSG_TRUNC);
        c->have += take;
        if (end) c->body = atol(length + 15);
    }
}

static void send_due(long now) {
    while (heap_count > 0 && heap[0]->due <= now) {
        Conn *c = heap[0]; char text[512]; long length; const char *bytes = delta_chunk;
        if (c->event == 0) {
            char id[64];
            sprintf(id, "%ld-%ld", c->start, now_ns());
            length = sprintf(text, HEAD, id);
            length += chunk(text + length, FIRST);
            if (c->events == 1) length += sprintf(text + length, "%.*s", (int)last_length, last_chunk);
            /* What is not taken at once must outlive this call; a header always fits into an empty socket. */
            bytes = text;
        } else if (c->event == c->events - 1) { bytes = last_chunk; length = last_length; }
        else length = delta_length;
        c->event++;
        c->due = c->start + c->event * c->step;
        if (c->event >= c->events) leave(c); else sift(0, c);
        give(c, bytes, length);
    }
}

int main(int argc, char **argv) {
    struct rlimit files; struct sockaddr_in at = { .sin_family = AF_INET }; int one = 1, listener; static struct epoll_event events[1024];
    if (argc < 2) return 2;
    signal(SIGPIPE, SIG_IGN);
    getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
    delta_length = chunk(delta_chunk, DELTA);
    last_length = chunk(last_chunk, LAST); last_length += sprintf(last_chunk + last_length, "0\r\n\r\n");
    at.sin_port = htons(atoi(argv[1])); at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 4096)) { perror("event_server"); return 1; }
    ep = epoll_create1(0);
    struct epoll_event first = { .events = EPOLLIN, .data.ptr = NULL };
    epoll_ctl(ep, EPOLL_CTL_ADD, listener, &first);
    for (;;) {
        long wait = -1;
        if (heap_count > 0) { wait = (heap[0]->due - now_ns() + 999999) / 1000000; if (wait < 0) wait = 0; }
        int n = epoll_wait(ep, events, 1024, (int)wait);
        for (int i = 0; i < n; i++) {
            Conn *c = events[i].data.ptr;
            if (!c) {
                int fd;
                while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                    Conn *a = calloc(1, sizeof *a); struct epoll_event e = { .events = EPOLLIN, .data.ptr = a };
                    a->fd = fd; a->slot = -1; a->body = -1; accepted++;
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
                }
            } else if (events[i].events & EPOLLOUT && c->out_left > 0) go_on(c);
            else read_request(c);
        }
        if (heap_count > 0) send_due(now_ns());
    }
}
