/* The smallest program: continues a text. cc examples/hello.c -lm -o hello && ./hello [MODEL.gguf] */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include <stdio.h>

static int show(void *user, const char *text, size_t size, int32_t token) {
    (void)user, (void)token;
    return fwrite(text, 1, size, stdout) != size; // anything but 0 stops
}

int main(int argc, char **argv) {
    infer_error err = {0};
    infer_model_desc md = {.path = argc > 1 ? argv[1] : "examples/tiny.gguf"};
    infer_model *model = infer_model_open(&md, &err);
    infer_session *session = infer_session_create(model, NULL, &err);
    infer_generate_desc gd = {.prompt = "A KV cache is", .max_tokens = 64, .on_text = show};
    int n = infer_generate(session, &gd, NULL, &err);
    if (n < 0) fprintf(stderr, "error: %s\n", err.message);
    infer_session_destroy(session);
    infer_model_close(model);
    return n < 0;
}
