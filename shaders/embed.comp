// Rows of the embedding matrix, as floats; with ADD those of positions, or of a type, join them:
//
//     out[t][c] = scale * E[token[t]][c]        ADD: out[t][c] += scale * E[min(place of t in its text, last)][c]
//
//   p  params, E, out      i  columns, bytes of a row of E (as uploaded: quant.glsl), stride of out in floats, last
//   f  scale
// Spec constants: 2 TYPE, 3 ADD. Dispatch: x = ceil(columns / 16 / WG), y = tokens.
#version 460
#include "common.glsl"
#include "quant.glsl"

layout(constant_id = 3) const uint ADD = 0;

layout(push_constant, scalar) uniform Push {
    Params params;
    U16 table;
    F32 out_;
    layout(offset = INTS) uint columns;
    uint stride;
    uint out_stride;
    int last;
    layout(offset = FLOATS) float scale;
};

void main() {
    const uint t = gl_WorkGroupID.y, p = gl_GlobalInvocationID.x;
    if (t >= params.n || p >= pieces_of(columns)) return;
    vec4 w[4];
    const int place = params.texts != 0 ? int(t) - params.token[params.texts + 2 * t] : params.position + int(t);
    load_weights(table, row_start(uint(ADD != 0 ? min(place, last) : params.token[t]), stride), columns, p, w);
    for (uint j = 0; j < 4; j++)
        for (uint i = 0; i < 4; i++) {
            uint at = piece_at(p) + RUN(j) + i, to = t * out_stride + at;
            if (at < columns) out_.v[to] = scale * w[j][i] + (ADD != 0 ? out_.v[to] : 0.0);
        }
}
