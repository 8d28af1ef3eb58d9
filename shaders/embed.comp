// Rows of the embedding matrix, as floats:
//
//     out[t][c] = scale * E[token[t]][c]
//
//   p  params, E, out      i  columns, bytes of a row of E (as uploaded: quant.glsl), stride of out in floats
//   f  scale
// Spec constant 2 TYPE. Dispatch: x = ceil(columns / 16 / WG), y = tokens.
#version 460
#include "common.glsl"
#include "quant.glsl"

layout(push_constant, scalar) uniform Push {
    Params params;
    U16 table;
    F32 out_;
    layout(offset = INTS) uint columns;
    uint stride;
    uint out_stride;
    layout(offset = FLOATS) float scale;
};

void main() {
    const uint t = gl_WorkGroupID.y, p = gl_GlobalInvocationID.x;
    if (t >= params.n || p >= pieces_of(columns)) return;
    vec4 w[4];
    load_weights(table, row_start(uint(params.token[t]), stride), columns, p, w);
    for (uint j = 0; j < 4; j++)
        for (uint i = 0; i < 4; i++) {
            uint at = piece_at(p) + RUN(j) + i;
            if (at < columns) out_.v[t * out_stride + at] = scale * w[j][i];
        }
}
