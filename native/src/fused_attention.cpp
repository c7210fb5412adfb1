// Grouped-query attention over packed sequences and over padded batches; over a cache: cached_attention.cpp.
#include "plain.h"
#include "rows.h"

#include <torch/csrc/autograd/custom_function.h>

using namespace demur;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

constexpr int64_t kWidest = 256;     // head dimensions up to here have their blocks on the cache
constexpr int64_t kQueryBlock = 32;  // queries a task takes

bool fits(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  return onKernels(q) && k.scalar_type() == q.scalar_type() && v.scalar_type() == q.scalar_type() && q.numel() > 0 && q.size(-1) <= kWidest &&
         v.size(-1) == q.size(-1);
}

void check(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t rank) {
  TORCH_CHECK(q.dim() == rank && k.dim() == rank && v.dim() == rank && k.sizes() == v.sizes() && q.size(-1) == k.size(-1) && k.size(-2) > 0 && q.size(-2) % k.size(-2) == 0,
              "attention cannot take queries ", q.sizes(), ", keys ", k.sizes(), ", values ", v.sizes());
}

kernels::AttentionShape shapeOf(const Attend& how, int64_t queries, int64_t keys, int64_t groups, int64_t width) {
  return {queries, keys, groups, width, how.scale, how.causal, how.window, how.softcap};
}

// One task: some queries of one sequence and one key head.
struct Task {
  int64_t sequence, head, first, end;
};

std::vector<Task> tasksFor(at::IntArrayRef offsets, int64_t heads) {
  std::vector<Task> tasks;
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    auto count = offsets[i + 1] - offsets[i];
    for (int64_t head = 0; head < heads; ++head) {
      for (int64_t first = 0; first < count; first += kQueryBlock) tasks.push_back({static_cast<int64_t>(i), head, first, std::min(count, first + kQueryBlock)});
    }
  }
  return tasks;
}

at::Tensor packedForward(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, at::IntArrayRef offsets, const Attend& how, const at::Tensor& lse) {
  auto heads = k.size(1), width = q.size(2), groups = q.size(1) / heads;
  auto queries = asRows(q, 2), keys = asRows(k, 2), values = asRows(v, 2);
  auto o = at::empty(q.sizes(), q.options());
  auto out = asRows(o, 2);
  auto tasks = tasksFor(offsets, heads);
  auto* levels = lse.defined() ? lse.data_ptr<float>() : nullptr;
  withType(q, [&](auto kind) {
    using T = decltype(kind);
    takeTurns(static_cast<int64_t>(tasks.size()), 1, [&](const auto& each) {
      each([&](int64_t i) {
        auto task = tasks[static_cast<size_t>(i)];
        auto row = offsets[static_cast<size_t>(task.sequence)], count = offsets[static_cast<size_t>(task.sequence) + 1] - row;
        auto column = task.head * groups * width;
        kernels::AttentionForward<T> call{shapeOf(how, count, count, groups, width), queries.read<T>(row, column), keys.read<T>(row, task.head * width),
                                          values.read<T>(row, task.head * width), out.write<T>(row, column),
                                          {levels == nullptr ? nullptr : levels + row * q.size(1) + task.head * groups, q.size(1)}};
        kernelsFor<T>().attention(call, task.first, task.end);
      });
    });
  });
  return o;
}

struct PackedAttention : torch::autograd::Function<PackedAttention> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::vector<int64_t> offsets, double scale,
                            bool causal, int64_t window, double softcap) {
    auto lse = at::empty({q.size(0), q.size(1)}, q.options().dtype(at::kFloat));
    auto o = packedForward(q, k, v, offsets, {scale, causal, window, softcap}, lse);
    context->save_for_backward({q, k, v, o, lse});
    context->saved_data["offsets"] = offsets;
    context->saved_data["scale"] = scale;
    context->saved_data["causal"] = causal;
    context->saved_data["window"] = window;
    context->saved_data["softcap"] = softcap;
    return o;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto q = saved[0], k = saved[1], v = saved[2], o = saved[3], lse = saved[4];
    auto offsets = context->saved_data["offsets"].toIntVector();
    Attend how{context->saved_data["scale"].toDouble(), context->saved_data["causal"].toBool(), context->saved_data["window"].toInt(), context->saved_data["softcap"].toDouble()};
    auto dq = at::empty(q.sizes(), q.options()), dk = at::empty(k.sizes(), k.options()), dv = at::empty(v.sizes(), v.options());
    auto heads = k.size(1), width = q.size(2), groups = q.size(1) / heads;
    auto grad = asRows(gradients[0].to(q.scalar_type()), 2), out = asRows(o, 2), levels = asRows(lse);
    auto queries = asRows(q, 2), keys = asRows(k, 2), values = asRows(v, 2);
    auto dQueries = asRows(dq, 2), dKeys = asRows(dk, 2), dValues = asRows(dv, 2);
    withType(q, [&](auto kind) {
      using T = decltype(kind);
      auto sequences = static_cast<int64_t>(offsets.size()) - 1;
      takeTurns(sequences * heads, 1, [&](const auto& each) {
        each([&](int64_t i) {
          auto sequence = static_cast<size_t>(i / heads);
          auto head = i % heads, row = offsets[sequence], count = offsets[sequence + 1] - row;
          if (count == 0) return;
          auto wide = head * groups * width, narrow = head * width;
          kernels::AttentionBackward<T> call{shapeOf(how, count, count, groups, width), queries.read<T>(row, wide), keys.read<T>(row, narrow), values.read<T>(row, narrow),
                                             out.read<T>(row, wide), grad.read<T>(row, wide), levels.read<float>(row, head * groups),
                                             dQueries.write<T>(row, wide), dKeys.write<T>(row, narrow), dValues.write<T>(row, narrow)};
          kernelsFor<T>().attentionBackward(call);
        });
      });
    });
    return {dq, dk, dv, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

at::Tensor packedPlain(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, at::IntArrayRef offsets, const Attend& how) {
  std::vector<at::Tensor> parts;
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    auto rows = [&](const at::Tensor& x) { return x.slice(0, offsets[i], offsets[i + 1]); };
    parts.push_back(plain::attend(rows(q), rows(k), rows(v), how));
  }
  return at::cat(parts, 0);
}

}  // namespace

// Sequence i takes rows offsets[i] to offsets[i + 1] of q (N, Hq, D), k and v (N, Hkv, D).
DEMUR_API Handle demur_attention_packed(Handle q, Handle k, Handle v, const int64_t* offsets, int sequences, double scale, int causal, int64_t window, double softcap) {
  return make([&] {
    check(*q, *k, *v, 3);
    Attend how{scale, causal != 0, window, softcap};
    auto starts = dims(offsets, sequences + 1);
    if (!fits(*q, *k, *v)) return packedPlain(*q, *k, *v, starts, how);
    if (recorded({*q, *k, *v})) return PackedAttention::apply(*q, *k, *v, starts.vec(), scale, how.causal, window, softcap);
    return packedForward(*q, *k, *v, starts, how, {});
  });
}

DEMUR_API Handle demur_attention_masked(Handle q, Handle k, Handle v, Handle mask, double scale, int causal, int64_t window, double softcap) {
  return make([&] {
    check(*q, *k, *v, 4);
    return plain::attendMasked(*q, *k, *v, orUndefined(mask), {scale, causal != 0, window, softcap});
  });
}
