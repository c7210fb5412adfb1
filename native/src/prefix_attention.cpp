// Attention while generating: turns queries and keys to their positions, writes keys and values into the cache, and
// lets every new token look at the shared prefix and at its own row. No gradients.
#include "plain.h"
#include "rows.h"

using namespace demur;
using kernels::PrefixRow;
using kernels::PrefixTask;

namespace {

constexpr int64_t kCapacityStep = 64, kWidthStep = 16;
constexpr int64_t kWidestHead = 1024;
constexpr int64_t kTokensTogether = 16;  // whose keys are laid across at once, so that a line of the cache is written once for all

struct Angles {
  const float* cosine;
  const float* sine;
  int64_t half;
};

// q (N, heads, E), k and v (N, KV, E) with any distance between tokens and heads.
struct Input {
  const at::Tensor &q, &k, &v;
};

template <class T>
const T* headOf(const at::Tensor& x, int64_t token, int64_t head) {
  return static_cast<const T*>(x.data_ptr()) + token * x.stride(0) + head * x.stride(1);
}

// Tokens of one row that follow each other.
struct Piece {
  int64_t row, first, count;
};

std::vector<Piece> piecesOf(const std::vector<PrefixRow>& rows) {
  std::vector<Piece> pieces;
  for (size_t r = 0; r < rows.size(); ++r)
    for (int64_t done = 0; done < rows[r].count; done += kTokensTogether)
      pieces.push_back({static_cast<int64_t>(r), rows[r].start + done, std::min<int64_t>(kTokensTogether, rows[r].count - done)});
  return pieces;
}

template <class T>
void writePiece(const kernels::PrefixAttention<T>& call, const PrefixRow& row, const Piece& piece, const Input& input, const Angles& angles) {
  float turned[kTokensTogether * kWidestHead];
  const int64_t place = row.past + piece.first - row.start, angle = (row.prefix + place) * angles.half;
  for (int64_t head = 0; head < call.keyHeads; ++head) {
    const int64_t slot = row.slot * call.keyHeads + head;
    T* keys = const_cast<T*>(call.keys) + slot * call.size * call.capacity + place;
    T* values = const_cast<T*>(call.values) + (slot * call.capacity + place) * call.width;
    kernelsFor<T>().turnKeys(piece.count, call.size, angles.half, {headOf<T>(input.k, piece.first, head), input.k.stride(0)}, angles.cosine + angle, angles.sine + angle,
                             turned, {keys, call.capacity});
    for (int64_t t = 0; t < piece.count; ++t, values += call.width) {
      std::copy_n(headOf<T>(input.v, piece.first + t, head), call.size, values);
      std::fill(values + call.size, values + call.width, T{});
    }
  }
}

template <class T>
void prepare(const kernels::PrefixAttention<T>& call, const std::vector<PrefixRow>& rows, const Input& input, const Angles& angles, float scale, float* query) {
  const auto pieces = piecesOf(rows);
  const auto count = static_cast<int64_t>(pieces.size());
  at::parallel_for(0, count, std::max<int64_t>(1, 8 * count / input.q.size(0)), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const Piece& piece = pieces[static_cast<size_t>(i)];
      const PrefixRow& row = rows[static_cast<size_t>(piece.row)];
      for (int64_t token = piece.first; token < piece.first + piece.count; ++token) {
        const int64_t angle = (row.prefix + row.past + token - row.start) * angles.half;
        for (int64_t head = 0; head < call.heads; ++head)
          kernelsFor<T>().turn(call.size, angles.half, headOf<T>(input.q, token, head), angles.cosine + angle, angles.sine + angle, scale,
                               query + (token * call.heads + head) * call.size);
      }
      writePiece(call, row, piece, input, angles);
    }
  });
}

// Key heads outermost: consecutive tasks find the shared prefix still in the processor's cache.
std::vector<PrefixTask> plan(const std::vector<PrefixRow>& rows, int64_t heads, int64_t keyHeads, int64_t most) {
  const int64_t group = heads / keyHeads;
  const int64_t step = group <= most ? group * (most / group) : most;
  std::vector<PrefixTask> tasks;
  for (int64_t head = 0; head < keyHeads; ++head)
    for (size_t r = 0; r < rows.size(); ++r)
      for (int64_t first = 0; first < rows[r].count * group; first += step)
        tasks.push_back({static_cast<int32_t>(r), static_cast<int32_t>(head), static_cast<int32_t>(first),
                         static_cast<int32_t>(std::min(step, rows[r].count * group - first))});
  return tasks;
}

template <class T>
void attendAll(const kernels::PrefixAttention<T>& call, const std::vector<PrefixRow>& rows) {
  const auto tasks = plan(rows, call.heads, call.keyHeads, kernelsFor<T>().prefixQueries);
  int64_t longest = 0, most = 0;
  for (const auto& row : rows) longest = std::max<int64_t>(longest, row.prefix + row.past + row.count);
  for (const auto& task : tasks) most = std::max<int64_t>(most, task.queries);
  const auto floats = kernelsFor<T>().prefixScratch(most, longest, call.size, call.width);
  takeTurns(static_cast<int64_t>(tasks.size()), tasks.size() > 256 ? 8 : 1, [&](const auto& each) {
    at::Tensor scratch = at::empty({floats}, at::kFloat);
    each([&](int64_t i) { kernelsFor<T>().prefixAttention(call, tasks[static_cast<size_t>(i)], static_cast<float*>(scratch.data_ptr())); });
  });
}

void check(const std::vector<PrefixRow>& rows, const at::Tensor& q, const at::Tensor& keys, int64_t prefixCapacity, int64_t positions) {
  TORCH_CHECK(keys.size(2) <= kWidestHead, "a head is ", keys.size(2), " wide; cached attention reads at most ", kWidestHead);
  TORCH_CHECK(q.size(1) % keys.size(1) == 0, q.size(1), " query heads cannot share ", keys.size(1), " key heads");
  int64_t tokens = 0;
  for (const auto& row : rows) {
    const int64_t own = static_cast<int64_t>(row.past) + row.count;
    TORCH_CHECK(row.start == tokens && row.count > 0 && row.past >= 0, "rows must follow each other without gaps");
    TORCH_CHECK(row.slot >= 0 && row.slot < keys.size(0), "slot ", row.slot, " of ", keys.size(0));
    TORCH_CHECK(own <= keys.size(3), "a row needs ", own, " places of ", keys.size(3));
    TORCH_CHECK(row.prefix >= 0 && row.prefix <= prefixCapacity, "a prefix of ", row.prefix, " tokens of ", prefixCapacity);
    TORCH_CHECK(row.prefix + own <= positions, "a row needs ", row.prefix + own, " positions of ", positions);
    tokens += row.count;
  }
  TORCH_CHECK(tokens == q.size(0), "rows cover ", tokens, " tokens of ", q.size(0));
}

// The same by plain formulas, row after row: what runs on a GPU and for types without a kernel.
at::Tensor attendPlainly(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const std::vector<at::Tensor>& cache,
                         const std::vector<at::Tensor>& angles, const std::vector<PrefixRow>& rows, const Attend& how) {
  std::vector<at::Tensor> parts;
  const int64_t size = q.size(2);
  for (const auto& row : rows) {
    const int64_t end = row.past + row.count;
    auto rotate = [&](const at::Tensor& x) {
      auto own = x.narrow(0, row.start, row.count);
      if (angles.empty()) return own;
      const int64_t first = row.prefix + row.past;
      return plain::rope(own, angles[0].narrow(0, first, row.count), angles[1].narrow(0, first, row.count));
    };
    auto keys = cache[0].select(0, row.slot);    // (KV, E, C)
    auto values = cache[1].select(0, row.slot);  // (KV, C, W)
    keys.narrow(2, row.past, row.count).copy_(rotate(k).permute({1, 2, 0}));
    values.narrow(1, row.past, row.count).narrow(2, 0, size).copy_(v.narrow(0, row.start, row.count).permute({1, 0, 2}));
    std::vector<at::Tensor> seenKeys{keys.narrow(2, 0, end).permute({2, 0, 1})};
    std::vector<at::Tensor> seenValues{values.narrow(1, 0, end).narrow(2, 0, size).permute({1, 0, 2})};
    if (row.prefix > 0) {
      seenKeys.insert(seenKeys.begin(), cache[2].narrow(2, 0, row.prefix).permute({2, 0, 1}));
      seenValues.insert(seenValues.begin(), cache[3].narrow(1, 0, row.prefix).narrow(2, 0, size).permute({1, 0, 2}));
    }
    parts.push_back(plain::attend(rotate(q), at::cat(seenKeys, 0), at::cat(seenValues, 0), how));
  }
  return at::cat(parts, 0).reshape({q.size(0), q.size(1) * size});
}

}  // namespace

// Keys (slots, KV, E, C) and values (slots, KV, C, W), W being E rounded up to 16 and C a multiple of 64; the prefix the
// same without slots, or null. Cosine and sine (positions, half) in float32, or null. Five numbers a row as in PrefixRow.
DEMUR_API Handle demur_prefix_attention(Handle q, Handle k, Handle v, Handle keys, Handle values, Handle prefixKeys, Handle prefixValues,
                                        Handle cosine, Handle sine, const int32_t* numbers, int rowCount, int window, double scale, double softcap) {
  return make([&] {
    at::NoGradGuard noGrad;
    TORCH_CHECK(keys->scalar_type() == q->scalar_type() && values->scalar_type() == q->scalar_type(), "the cache has another type than the queries");
    TORCH_CHECK(keys->size(3) % kCapacityStep == 0 && values->size(3) % kWidthStep == 0, "the cache is not padded");
    std::vector<PrefixRow> rows;
    for (int r = 0; r < rowCount; ++r) rows.push_back({numbers[5 * r], numbers[5 * r + 1], numbers[5 * r + 2], numbers[5 * r + 3], numbers[5 * r + 4]});
    const int64_t prefixCapacity = prefixKeys == nullptr ? 0 : prefixKeys->size(2);
    check(rows, *q, *keys, prefixCapacity, cosine == nullptr ? INT32_MAX : cosine->size(0));
    if (!onKernels(*q)) {
      std::vector<at::Tensor> angles;
      if (cosine != nullptr) angles = {*cosine, *sine};
      return attendPlainly(*q, *k, *v, {*keys, *values, orUndefined(prefixKeys), orUndefined(prefixValues)}, angles, rows, {scale, true, window, softcap});
    }

    for (const auto* x : {keys, values, prefixKeys, prefixValues}) TORCH_CHECK(x == nullptr || x->is_contiguous(), "the cache has gaps");
    for (const auto* x : {q, k, v}) TORCH_CHECK(x->stride(2) == 1, "heads must have no gaps");
    TORCH_CHECK(prefixCapacity % kCapacityStep == 0, "the prefix is not padded");
    auto query = at::empty({q->size(0), q->size(1), q->size(2)}, at::kFloat);
    auto output = at::empty({q->size(0), q->size(1) * q->size(2)}, q->options());
    withType(*q, [&](auto kind) {
      using T = decltype(kind);
      auto first = [](Handle x) { return x == nullptr ? nullptr : static_cast<const T*>(x->data_ptr()); };
      kernels::PrefixAttention<T> call{query.data_ptr<float>(), static_cast<T*>(output.data_ptr()), first(keys), first(values), first(prefixKeys),
                                       first(prefixValues), q->size(1), keys->size(1), keys->size(2), values->size(3), keys->size(3), prefixCapacity,
                                       window, static_cast<float>(softcap), rows.data()};
      Angles angles = cosine == nullptr ? Angles{nullptr, nullptr, 0} : Angles{cosine->data_ptr<float>(), sine->data_ptr<float>(), cosine->size(1)};
      prepare(call, rows, {*q, *k, *v}, angles, static_cast<float>(scale), query.data_ptr<float>());
      attendAll(call, rows);
    });
    return output;
  });
}
