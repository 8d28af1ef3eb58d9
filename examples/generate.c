/* Continues a text. cc examples/generate.c -lm -o generate
 * Shows: opening a model, sampling settings, streaming, stopping from the callback. */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "common.h"

static int on_text(void *user, const char *text, size_t size, int32_t token) {
    (void)user, (void)token;
    progress_bar(0, 0);
    fwrite(text, 1, size, stdout);
    return fflush(stdout) != 0 || interrupted;
}

int main(int argc, char **argv) {
    const char *prompt = NULL, *file = NULL;
    common c = {0};
    infer_sampling sampling = {0};
    infer_generate_desc gd = {.max_tokens = 256, .on_text = on_text, .on_prompt = on_prompt};
    option_list stop = {0};
    bool no_bos = false, plain = false;
    option options[] = {
        {"-p", "TEXT", "the text to continue (-: read it from stdin)", OPTION_TEXT, &prompt, 0, 0},
        {"-f", "FILE", "read the text from a file", OPTION_TEXT, &file, 0, 0},
        {"-n", "N", "most tokens to generate (default 256; 0: no limit)", OPTION_INT, &gd.max_tokens, 0, 1 << 24},
        {"--stop", "TEXT", "end before this text; may be given again", OPTION_LIST, &stop, 0, 0},
        {"--ignore-eos", NULL, "go on when the model says that it is done", OPTION_FLAG, &gd.ignore_end, 0, 0},
        {"--no-bos", NULL, "do not begin with the model's BOS token", OPTION_FLAG, &no_bos, 0, 0},
        {"--no-special", NULL, "names of control tokens are plain text", OPTION_FLAG, &plain, 0, 0},
        SAMPLING_OPTIONS(sampling),
        COMMON_OPTIONS(c),
        {0}};
    int n = options_parse(argc, argv, options, "[-m MODEL] -p TEXT [OPTIONS]",
                          "Continues TEXT. The continuation alone goes to stdout (not TEXT itself), speeds to stderr;\n"
                          "Ctrl-C stops. Without -m it uses the small model that comes with infer.h.");
    if (n > 0) usage_error("unexpected argument '%s' (the text goes after -p)", argv[1]);
    if (!prompt == !file) usage_error(prompt ? "give either -p or -f" : "what to continue? give -p TEXT");
    if (!c.model) c.model = bundled_model();

    infer_error err;
    infer_model *model = open_model(&c, false);
    infer_session *session = open_session(model, &c, &sampling);
    char *text = file                       ? read_path(file, &gd.prompt_size)
                 : strcmp(prompt, "-") == 0 ? read_all(stdin, &gd.prompt_size)
                                            : NULL;
    gd.prompt = text ? text : prompt;
    gd.tokenize_flags = (no_bos ? INFER_TOKENIZE_NO_BOS : 0) | (plain ? INFER_TOKENIZE_PLAIN : 0);
    gd.stop = stop.items, gd.n_stop = stop.n;

    infer_generation result;
    signal(SIGINT, on_interrupt);
    n = infer_generate(session, &gd, &result, &err);
    progress_bar(0, 0);
    if (n < 0) die("%s", err.message);
    fputc('\n', stdout);
    print_speed(&result);

    free(text);
    infer_session_destroy(session);
    infer_model_close(model);
    return finish();
}
