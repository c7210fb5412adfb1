// Products of bfloat16 in registers that hold matrices: Intel's AMX, 16 rows of 32 products an instruction, sums in float32.
#pragma once

namespace demur::kernels {
namespace {

// Register numbers are part of the instructions. Sums of rows 0 to 15 and 16 to 31 by columns 0 to 15 and 16 to 31:
//   0 1
//   2 3,   what is multiplied: rows in 4 and 5, the panel's columns in 6 and 7.

constexpr int64_t kMatrixRows = 16;
constexpr int64_t kPlaces = 32;                // of the sum, in one instruction
constexpr int64_t kMatrixSteps = kPlaces / 2;  // lines of a panel in one instruction

// The intrinsics do not say what they read.
inline __attribute__((always_inline)) void memoryIsRead() { __asm__ volatile("" ::: "memory"); }

// Rows of the upper and the lower half; registers without rows are not there. Sets all of them to nought.
inline void shapeMatrices(int64_t upper, int64_t lower) {
  struct {
    uint8_t palette = 1, start = 0, none[14] = {};
    uint16_t bytes[16] = {};
    uint8_t rows[16] = {};
  } shape;
  auto set = [&](int matrix, int64_t rows) {
    shape.rows[matrix] = static_cast<uint8_t>(rows);
    shape.bytes[matrix] = rows > 0 ? 64 : 0;
  };
  for (int matrix : {0, 1, 4}) set(matrix, upper);
  for (int matrix : {2, 3, 5}) set(matrix, lower);
  for (int matrix : {6, 7}) set(matrix, kMatrixSteps);
  memoryIsRead();
  _tile_loadconfig(&shape);
}

// Lines of weights that come next, to ask the memory for, a few with each instruction.
struct Ahead {
  const char *next, *last;
  int64_t each;
};

constexpr Ahead kNothingAhead{nullptr, nullptr, 0};

inline __attribute__((always_inline)) void ask(Ahead& ahead) {
  for (int64_t i = 0; i < ahead.each && ahead.next < ahead.last; ++i, ahead.next += kLine) __builtin_prefetch(ahead.next, 0, 2);
}

template <int NV, bool Lower>
inline __attribute__((always_inline)) void multiplyMatrices(const bf16* x, int64_t stride, const float* panel, int64_t times, Ahead& ahead) {
  constexpr int64_t line = NV * kLanes;
  int64_t bytes = stride * static_cast<int64_t>(sizeof(bf16));
  for (; times > 0; --times, x += kPlaces, panel += kMatrixSteps * line) {
    ask(ahead);
    _tile_loadd(4, x, bytes);
    _tile_loadd(6, panel, line * 4);
    _tile_dpbf16ps(0, 4, 6);
    if constexpr (NV > 1) {
      _tile_loadd(7, panel + kLanes, line * 4);
      _tile_dpbf16ps(1, 4, 7);
    }
    if constexpr (Lower) {
      _tile_loadd(5, x + kMatrixRows * stride, bytes);
      _tile_dpbf16ps(2, 5, 6);
      if constexpr (NV > 1) _tile_dpbf16ps(3, 5, 7);
    }
  }
}

// The places k0 to k1 of the sum. Those behind the last whole instruction are copied beside zeros.
template <int NV, bool Lower>
inline __attribute__((always_inline)) void addPlaces(const Rows<const bf16>& rows, int64_t m, int64_t count, int64_t k0, int64_t k1, const float* panel, Ahead ahead) {
  const bf16* x = rows.first + m * rows.stride + k0;
  int64_t whole = (k1 - k0) / kPlaces, rest = (k1 - k0) % kPlaces;
  ahead.each = whole > 0 ? ((ahead.last - ahead.next) / kLine + whole - 1) / whole : 0;
  multiplyMatrices<NV, Lower>(x, rows.stride, panel, whole, ahead);
  if (rest == 0) return;
  alignas(64) bf16 last[2 * kMatrixRows * kPlaces] = {};
  for (int64_t i = 0; i < count; ++i)
    for (int64_t k = 0; k < rest; ++k) last[i * kPlaces + k] = x[i * rows.stride + whole * kPlaces + k];
  memoryIsRead();
  multiplyMatrices<NV, Lower>(last, kPlaces, panel + whole * kMatrixSteps * NV * kLanes, 1, ahead);
}

template <int NV, bool Lower>
inline __attribute__((always_inline)) void loadSums(const float* from) {
  constexpr int64_t line = NV * kLanes;
  _tile_loadd(0, from, line * 4);
  if constexpr (NV > 1) _tile_loadd(1, from + kLanes, line * 4);
  if constexpr (Lower) _tile_loadd(2, from + kMatrixRows * line, line * 4);
  if constexpr (Lower && NV > 1) _tile_loadd(3, from + kMatrixRows * line + kLanes, line * 4);
}

template <int NV, bool Lower>
inline __attribute__((always_inline)) void storeSums(float* to) {
  constexpr int64_t line = NV * kLanes;
  _tile_stored(0, to, line * 4);
  if constexpr (NV > 1) _tile_stored(1, to + kLanes, line * 4);
  if constexpr (Lower) _tile_stored(2, to + kMatrixRows * line, line * 4);
  if constexpr (Lower && NV > 1) _tile_stored(3, to + kMatrixRows * line + kLanes, line * 4);
}

template <int NV, bool Lower>
inline __attribute__((always_inline)) void clearSums() {
  _tile_zero(0);
  if constexpr (NV > 1) _tile_zero(1);
  if constexpr (Lower) _tile_zero(2);
  if constexpr (Lower && NV > 1) _tile_zero(3);
}

// The rows m to m + count, shaped before; with a lower half there are more than 16.
template <int NV, bool Lower, class Out>
__attribute__((noinline)) void matrixTile(const PanelRun<bf16, Out>& run, int64_t m, int64_t count) {
  const auto& p = *run.p;
  float* kept = run.sums == nullptr ? nullptr : run.sums + m * NV * kLanes;
  if (kept != nullptr && run.k0 > 0) loadSums<NV, Lower>(kept);
  else clearSums<NV, Lower>();
  addPlaces<NV, Lower>(p.x, m, count, run.k0, run.k1, run.panel, kNothingAhead);
  if (run.k1 < p.k) return storeSums<NV, Lower>(kept);
  if (p.k2 > 0) addPlaces<NV, Lower>(p.x2, m, count, 0, p.k2, run.panel2, kNothingAhead);
  alignas(64) float sums[2 * kMatrixRows * NV * kLanes];
  storeSums<NV, Lower>(sums);
  for (int64_t i = 0; i < count; ++i) {
    vec row[NV];
    for (int j = 0; j < NV; ++j) row[j] = load(sums + (i * NV + j) * kLanes);
    writeRow<NV>(run, m + i, row);
  }
}

// Panels that rows go by together, so that rows are read from afar once for all of them: 295 KB of the second cache.
constexpr int64_t kPanelsTogether = 8;

// The columns from n on, as many as go together, over the steps k0 to k1.
template <class Out>
struct PanelGroup {
  const Product<bf16, Out>& p;
  int64_t n, n1;
  float *panels, *panels2, *sums;  // one after the other; panels2 of the second sum, sums null where one pass has all steps
  int64_t k0 = 0, k1 = 0;

  int64_t count() const { return (n1 - n + kPanel<bf16> - 1) / kPanel<bf16>; }
  int64_t columns(int64_t panel) const { return atMost(n1 - n - panel * kPanel<bf16>, kPanel<bf16>); }

  PanelRun<bf16, Out> run(int64_t panel) const {
    constexpr int64_t width = kPanel<bf16>;
    return {&p, panels + panel * width * stepsOf<bf16>(k1 - k0), panels2 + panel * width * stepsOf<bf16>(p.k2), sums == nullptr ? nullptr : sums + panel * width * p.m, k0, k1,
            n + panel * width, n + panel * width + columns(panel), nullptr, 0};
  }
};

// Lays out all panels of a group. One of at most 16 columns is half as wide.
template <class Out>
void packGroup(const PanelGroup<Out>& group, const Rows<const bf16>& w, bool turned, int64_t k0, int64_t k1, float* panels) {
  for (int64_t i = 0; i < group.count(); ++i, panels += kPanel<bf16> * stepsOf<bf16>(k1 - k0)) {
    int64_t n = group.n + i * kPanel<bf16>;
    if (group.columns(i) > kLanes) pack<2>(w, turned, k0, k1, n, group.n1, panels);
    else pack<1>(w, turned, k0, k1, n, group.n1, panels);
  }
}

template <bool Lower, class Out>
void groupTiles(const PanelGroup<Out>& group, int64_t m, int64_t rows) {
  for (int64_t i = 0; i < group.count(); ++i) {
    if (group.columns(i) > kLanes) matrixTile<2, Lower>(group.run(i), m, rows);
    else matrixTile<1, Lower>(group.run(i), m, rows);
  }
}

template <class Out>
void groupRows(const PanelGroup<Out>& group) {
  constexpr int64_t rows = 2 * kMatrixRows;
  int64_t m = 0;
  memoryIsRead();
  shapeMatrices(kMatrixRows, kMatrixRows);
  for (; m + rows <= group.p.m; m += rows) groupTiles<true>(group, m, rows);
  int64_t rest = group.p.m - m;
  if (rest == 0) return;
  shapeMatrices(atMost(rest, kMatrixRows), atLeast(rest - kMatrixRows, 0));
  if (rest > kMatrixRows) groupTiles<true>(group, m, rest);
  else groupTiles<false>(group, m, rest);
}

template <class Out>
void manyRows(const Product<bf16, Out>& p, bool turned, int64_t n0, int64_t n1, float* scratch) {
  constexpr int64_t most = kMostSteps<bf16> * 2, width = kPanelsTogether * kPanel<bf16>;
  float* panels2 = scratch + width * stepsOf<bf16>(atMost(p.k, most));
  float* sums = panels2 + width * stepsOf<bf16>(p.k2);
  for (int64_t n = n0; n < n1; n += width) {
    PanelGroup<Out> group{p, n, atMost(n + width, n1), scratch, panels2, p.k > most ? sums : nullptr};
    if (p.k2 > 0) packGroup(group, p.w2, turned, 0, p.k2, panels2);
    for (; group.k1 < p.k; group.k0 = group.k1) {
      group.k1 = atMost(group.k0 + most, p.k);
      packGroup(group, p.w, turned, group.k0, group.k1, scratch);
      groupRows(group);
    }
  }
}

// Up to here the rows are laid out anew instead of the weight, which is then read as it lies, and the sums are turned round.
constexpr int64_t kTurnedRows = 256;

// Steps of the two sums together.
inline int64_t turnedSteps(int64_t k, int64_t k2) { return stepsOf<bf16>(k) + stepsOf<bf16>(k2); }

// Sixteen columns of the result from n on, of sixteen rows: a row of `sums` holds one column.
template <class Out>
inline __attribute__((always_inline)) void writeTurned(const Product<bf16, Out>& p, const float* sums, int64_t line, int64_t m, int64_t n, int64_t columns) {
  vec block[kLanes];
#pragma GCC unroll 16
  for (int i = 0; i < kLanes; ++i) block[i] = load(sums + i * line);
  turnBlock<kLanes / 2>(block);
  int64_t rows = atMost(p.m - m, kLanes);
  for (int64_t r = 0; r < rows; ++r) writeSums(p, m + r, n, columns, block[r]);
}

// The columns n to n + count of the result for the rows whose panel this is; with a lower half there are more than 16 columns.
template <int NV, bool Lower, class Out>
__attribute__((noinline)) void turnedTile(const Product<bf16, Out>& p, int64_t n, int64_t count, int64_t m, const float* panel, Ahead ahead) {
  constexpr int64_t line = NV * kLanes;
  clearSums<NV, Lower>();
  addPlaces<NV, Lower>(p.w, n, count, 0, p.k, panel, ahead);
  if (p.k2 > 0) addPlaces<NV, Lower>(p.w2, n, count, 0, p.k2, panel + stepsOf<bf16>(p.k) * line, kNothingAhead);
  alignas(64) float sums[2 * kMatrixRows * line];
  storeSums<NV, Lower>(sums);
  for (int j = 0; j < NV; ++j) {
    writeTurned(p, sums + j * kLanes, line, m + j * kLanes, n, count);
    if constexpr (Lower) writeTurned(p, sums + kMatrixRows * line + j * kLanes, line, m + j * kLanes, n + kMatrixRows, count - kMatrixRows);
  }
}

// Columns n to n + count for all rows.
template <bool Lower, class Out>
void turnedColumns(const Product<bf16, Out>& p, int64_t n, int64_t count, const float* panels, Ahead ahead) {
  constexpr int64_t rows = 2 * kMatrixRows;
  for (int64_t m = 0; m < p.m; m += rows, panels += rows * turnedSteps(p.k, p.k2), ahead = kNothingAhead) {
    if (p.m - m > kMatrixRows) turnedTile<2, Lower>(p, n, count, m, panels, ahead);
    else turnedTile<1, Lower>(p, n, count, m, panels, ahead);
  }
}

template <class Out>
void fewRows(const Product<bf16, Out>& p, int64_t n0, int64_t n1, float* scratch) {
  constexpr int64_t together = 2 * kMatrixRows;
  float* panel = scratch;
  for (int64_t m = 0; m < p.m; m += together, panel += together * turnedSteps(p.k, p.k2)) {
    bool two = p.m - m > kMatrixRows;
    float* second = panel + stepsOf<bf16>(p.k) * (two ? 2 : 1) * kLanes;
    if (two) pack<2>(p.x, false, 0, p.k, m, p.m, panel);
    else pack<1>(p.x, false, 0, p.k, m, p.m, panel);
    if (p.k2 > 0 && two) pack<2>(p.x2, false, 0, p.k2, m, p.m, second);
    else if (p.k2 > 0) pack<1>(p.x2, false, 0, p.k2, m, p.m, second);
  }
  memoryIsRead();
  shapeMatrices(kMatrixRows, kMatrixRows);
  int64_t n = n0, lines = together * p.w.stride * static_cast<int64_t>(sizeof(bf16)) / kLine;
  for (; n + together <= n1; n += together) {
    auto* next = reinterpret_cast<const char*>(p.w.first + (n + together) * p.w.stride);
    turnedColumns<true>(p, n, together, scratch, n + 2 * together <= n1 ? Ahead{next, next + lines * kLine, 0} : kNothingAhead);
  }
  if (n == n1) return;
  shapeMatrices(atMost(n1 - n, kMatrixRows), atLeast(n1 - n - kMatrixRows, 0));
  if (n1 - n > kMatrixRows) turnedColumns<true>(p, n, n1 - n, scratch, kNothingAhead);
  else turnedColumns<false>(p, n, n1 - n, scratch, kNothingAhead);
}

// The columns n0 to n1 of y. Turned, the weights are (k, columns of y) instead of (columns of y, k).
template <class Out>
void matrixProduct(const Product<bf16, Out>& p, bool turned, int64_t n0, int64_t n1, float* scratch) {
  if (!turned && p.m <= kTurnedRows) fewRows(p, n0, n1, scratch);
  else manyRows(p, turned, n0, n1, scratch);
  _tile_release();
}

// Floats that matrixProduct needs.
inline int64_t matrixScratch(int64_t m, int64_t k, int64_t k2) {
  constexpr int64_t most = kMostSteps<bf16> * 2, width = kPanelsTogether * kPanel<bf16>, rows = 2 * kMatrixRows;
  int64_t few = m <= kTurnedRows ? (m + rows - 1) / rows * rows * turnedSteps(k, k2) : 0;
  return atLeast(few, width * (stepsOf<bf16>(atMost(k, most)) + stepsOf<bf16>(k2) + (k > most ? m : 0)));
}

}  // namespace
}  // namespace demur::kernels
