// Shared by mm_*: which rows, tokens and columns a workgroup's tile has, and where its sums go.
#ifndef TILE_GLSL
#define TILE_GLSL

layout(constant_id = 4) const uint BM = 64;
layout(constant_id = 5) const uint BN = 64;
layout(constant_id = 6) const uint KP = 2;
layout(constant_id = 11) const uint SPLIT = 0;

// Word i of the lists by expert that moe_sort puts behind the choices: experts + 1 starts, then the choices.
uint listed(uint i) { return U32(choices).v[2 * params.n * used + i]; }

uint tile_row0, tile_col0, tile_count, tile_first, tile_expert, tile_list;
uint tile_from, tile_to; // pieces

// False: nothing to do here.
bool tile_begin() {
    tile_row0 = gl_WorkGroupID.x * BM, tile_col0 = gl_WorkGroupID.y * BN, tile_first = first_token();
    tile_count = params.n - tile_first, tile_expert = 0, tile_from = 0, tile_to = pieces_of(columns);
    if (IDS == 4) tile_expert = gl_WorkGroupID.z;
    else if (IDS != 0) {
        tile_expert = gl_WorkGroupID.z;
        tile_list = gl_NumWorkGroups.z + 1 + listed(tile_expert);
        tile_count = listed(tile_expert + 1) - listed(tile_expert);
    } else if (SPLIT != 0) {
        uint steps = (tile_to + KP - 1) / KP, share = (steps + gl_NumWorkGroups.z - 1) / gl_NumWorkGroups.z * KP;
        tile_from = gl_WorkGroupID.z * share, tile_to = min(tile_from + share, tile_to);
    }
    return tile_col0 < tile_count;
}

// Row r of the tile in W, in half-words; beyond the last, the last again.
uint tile_row(uint r) { return row_start(expert_row(tile_expert, tile_row0 + r), stride); }

// Which row of x, and of y, is token c of the tile; beyond the last, the last again.
uint tile_choice(uint c) {
    uint i = min(tile_col0 + c, tile_count - 1);
    return IDS == 4 ? (tile_first + i) * used + tile_expert : listed(tile_list + i);
}
uint tile_token(uint c) { return tile_first + min(tile_col0 + c, tile_count - 1); }
uint tile_x(uint c) {
    uint row = IDS == 0 ? tile_token(c) : IDS == 1 || IDS == 3 ? tile_choice(c) / used : tile_choice(c);
    return row * x_stride;
}

void tile_finish(uint r, uint c, float v0, float v1) {
    uint row = tile_row0 + r, token = tile_col0 + c;
    if (row >= rows || token >= tile_count) return;
    if (SPLIT != 0) {
        uint at = (gl_WorkGroupID.z * MATRICES * tile_count + token) * rows + row;
        scratch.v[at] = v0;
        if (MATRICES == 2) scratch.v[at + tile_count * rows] = v1;
    } else if (IDS == 2) y.v[tile_choice(c) * y_stride + row] = v0 * expert_scale(tile_expert, 0);
    else {
        uint choice = IDS_EACH ? tile_choice(c) : 0;
        uint out_row = IDS_EACH ? choice : EPI == EPI_LOGITS ? token : tile_first + token;
        finish(row, tile_expert, choice, out_row, v0, v1);
    }
}

#endif
