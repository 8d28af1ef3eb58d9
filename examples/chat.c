/* A conversation in the terminal. cc examples/chat.c -lm -o chat
 * Shows: chat templates, evaluating only what is new of a growing conversation, stopping an answer without losing it,
 * forgetting the oldest turns when the context is full. */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "common.h"

typedef struct chat {
    infer_model *model;
    infer_session *session;
    infer_message *messages; /* their contents are malloc'ed */
    int n, room;
    char *reply; /* the answer as it grows */
    size_t reply_size, reply_room;
    int kind; /* infer_text_kind of the text that comes */
} chat;

static void chat_add(chat *c, const char *role, const char *text, size_t size) {
    if (c->n == c->room)
        c->messages = (infer_message *)must(realloc(c->messages, (size_t)(c->room += 16) * sizeof *c->messages));
    char *copy = (char *)must(malloc(size + 1));
    memcpy(copy, text, size);
    copy[size] = 0;
    c->messages[c->n].role = role, c->messages[c->n++].content = copy;
}

/* Removes the messages from index `first` up to `last`. */
static void chat_remove(chat *c, int first, int last) {
    for (int i = first; i < last; i++) free((void *)(uintptr_t)c->messages[i].content);
    if (last < c->n) memmove(c->messages + first, c->messages + last, (size_t)(c->n - last) * sizeof *c->messages);
    c->n -= last - first;
}

/* The whole conversation as token ids, ready for the answer; the caller frees them. */
static int32_t *chat_tokens(const chat *c, int *n) {
    infer_error err;
    int size = infer_chat_format(c->model, c->messages, c->n, true, NULL, 0, &err);
    if (size < 0) die("%s", err.message);
    char *text = (char *)must(malloc((size_t)size + 1));
    infer_chat_format(c->model, c->messages, c->n, true, text, (size_t)size + 1, &err);
    *n = infer_tokenize(c->model, text, (size_t)size, 0, NULL, 0, &err);
    if (*n < 0) die("%s", err.message);
    int32_t *tokens = (int32_t *)must(malloc(((size_t)*n + 1) * sizeof *tokens));
    infer_tokenize(c->model, text, (size_t)size, 0, tokens, *n, &err);
    free(text);
    return tokens;
}

static int on_text(void *user, const char *text, size_t size, int32_t token) {
    chat *c = (chat *)user;
    (void)token;
    progress_bar(0, 0);
    fwrite(text, 1, size, stdout);
    if (c->kind == INFER_TEXT_THINKING) size = 0; /* models forget what they thought; their templates say so */
    if (c->reply_size + size > c->reply_room)
        c->reply = (char *)must(realloc(c->reply, c->reply_room = (c->reply_size + size) * 2));
    if (size) memcpy(c->reply + c->reply_size, text, size);
    c->reply_size += size;
    return fflush(stdout) != 0 || interrupted;
}

static void on_kind(void *user, int kind) {
    chat *c = (chat *)user;
    if (isatty(1))
        fputs(kind == INFER_TEXT_ANSWER ? "\033[0m" : "\033[2m", stdout); /* dimmed: not meant for the reader */
    c->kind = kind;
}

/* One turn: the question is added, the answer streamed and added. False if the question does not fit. */
static bool chat_turn(chat *c, const char *question, size_t size, int max_tokens) {
    infer_error err;
    infer_generation result;
    int context = infer_session_context(c->session), n, dropped = 0;
    int room = max_tokens > 0 && max_tokens < context / 2 ? max_tokens : context / 4; /* kept free for the answer */
    int system = c->n > 0 && strcmp(c->messages[0].role, "system") == 0;
    chat_add(c, "user", question, size);
    /* the least there can be: the system message, the question */
    infer_message last[2] = {c->messages[0], c->messages[c->n - 1]};
    chat least = {.model = c->model, .messages = last + !system, .n = system + 1};
    int32_t *tokens = chat_tokens(&least, &n);
    if (n >= context) {
        fprintf(stderr, "%s: these %d tokens do not fit into a context of %d (see -c)\n", program_name, n, context);
        chat_remove(c, c->n - 1, c->n);
        free(tokens);
        return false;
    }
    free(tokens);
    tokens = chat_tokens(c, &n);
    while (n + room > context && c->n > system + 1) { /* forget the oldest question and its answer */
        chat_remove(c, system, system + 2);
        free(tokens);
        tokens = chat_tokens(c, &n);
        dropped++;
    }
    if (dropped) fprintf(stderr, "[the context is full: the oldest %d turn(s) are forgotten]\n", dropped);
    /* what the session has evaluated already, all but the new question as a rule, is used again */
    int reused = infer_session_reuse(c->session, tokens, n, &err);
    if (reused < 0) die("%s", err.message);
    infer_generate_desc gd = {.tokens = tokens + reused,
                              .n_tokens = n - reused,
                              .max_tokens = max_tokens,
                              .on_text = on_text,
                              .on_kind = on_kind,
                              .on_prompt = on_prompt,
                              .user_data = c};
    interrupted = 0, c->reply_size = 0, c->kind = INFER_TEXT_ANSWER;
    signal(SIGINT, on_interrupt);
    int rc = infer_generate(c->session, &gd, &result, &err);
    signal(SIGINT, SIG_DFL);
    progress_bar(0, 0);
    free(tokens);
    if (rc < 0) die("%s", err.message);
    if (c->kind != INFER_TEXT_ANSWER) on_kind(c, INFER_TEXT_ANSWER);
    putchar('\n');
    fflush(stdout);
    print_speed(&result);
    chat_add(c, "assistant", c->reply_size ? c->reply : "", c->reply_size);
    return true;
}

/* A line of stdin without its end; NULL at the end of the input. */
static char *read_line(size_t *size) {
    size_t n = 0, room = 256;
    char *line = (char *)must(malloc(room));
    int ch;
    while ((ch = getchar()) != EOF && ch != '\n') {
        if (n + 1 >= room) line = (char *)must(realloc(line, room *= 2));
        if (ch) line[n++] = (char)ch; /* no text has a NUL */
    }
    if (n > 0 && line[n - 1] == '\r') n--;
    line[n] = 0;
    *size = n;
    if (ch != EOF || n > 0) return line;
    free(line);
    return NULL;
}

int main(int argc, char **argv) {
    const char *question = NULL, *system = NULL;
    common common_options = {0};
    infer_sampling sampling = {0};
    int max_tokens = 0;
    option options[] = {{"-p", "TEXT", "ask this, print the answer and exit", OPTION_TEXT, &question, 0, 0},
                        {"--system", "TEXT", "what the model is told before all else", OPTION_TEXT, &system, 0, 0},
                        {"-n", "N", "most tokens of an answer (0: no limit)", OPTION_INT, &max_tokens, 0, 1 << 24},
                        SAMPLING_OPTIONS(sampling),
                        COMMON_OPTIONS(common_options),
                        {0}};
    if (options_parse(argc, argv, options, "[-m MODEL] [-p TEXT] [OPTIONS]",
                      "A conversation: a line is a question. Ctrl-C stops an answer, and at the prompt the program;\n"
                      "Ctrl-D ends it. Commands: /clear /help /quit. The answers go to stdout, the rest to stderr.\n"
                      "Without -m it talks to the small model that comes with infer.h, which explains infer.h."))
        usage_error("unexpected argument '%s' (a question goes after -p)", argv[1]);
    if (!common_options.model) common_options.model = bundled_model();

    chat c = {0};
    c.model = open_model(&common_options, false);
    c.session = open_session(c.model, &common_options, &sampling);
    if (system) chat_add(&c, "system", system, strlen(system));
    bool ok = true;
    if (question) ok = chat_turn(&c, question, strlen(question), max_tokens);
    else if (isatty(0)) fprintf(stderr, "/help shows the commands\n");
    while (!question) {
        size_t size;
        if (isatty(0)) fprintf(stderr, "> ");
        char *line = read_line(&size);
        if (!line || strcmp(line, "/quit") == 0) {
            if (!line && isatty(0)) fputc('\n', stderr);
            free(line);
            break;
        }
        if (strcmp(line, "/clear") == 0) chat_remove(&c, system ? 1 : 0, c.n);
        else if (strcmp(line, "/help") == 0)
            fprintf(stderr, "/clear  forget the conversation\n/quit   leave (or Ctrl-D)\n"
                            "Ctrl-C  stop the answer; at the prompt: leave\n");
        else if (size > 0) ok = chat_turn(&c, line, size, max_tokens) && ok;
        free(line);
    }
    chat_remove(&c, 0, c.n);
    free(c.messages);
    free(c.reply);
    infer_session_destroy(c.session);
    infer_model_close(c.model);
    return finish() || !ok;
}
