#include "plain.h"

#include <limits>

namespace demur::plain {

static at::ScalarType wide(const at::Tensor& x) { return x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat; }

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon, double offset) {
  auto type = wide(x);
  auto values = x.to(type);
  auto scale = weight.to(type);
  if (offset != 0) scale = scale + offset;
  return (values * at::rsqrt(at::mean(values * values, {-1}, true) + epsilon) * scale).to(x.scalar_type());
}

at::Tensor rope(const at::Tensor& x, const at::Tensor& cosine, const at::Tensor& sine) {
  auto half = cosine.size(-1);
  auto c = cosine.unsqueeze(-2).to(wide(x)), s = sine.unsqueeze(-2).to(wide(x));
  auto first = x.slice(-1, 0, half).to(wide(x)), second = x.slice(-1, half, 2 * half).to(wide(x));
  std::vector<at::Tensor> parts{(first * c - second * s).to(x.scalar_type()), (second * c + first * s).to(x.scalar_type())};
  if (2 * half < x.size(-1)) parts.push_back(x.slice(-1, 2 * half));
  return at::cat(parts, -1);
}

at::Tensor gated(const at::Tensor& gate, const at::Tensor& up, int activation) {
  switch (activation) {
    case 0: return at::silu(gate) * up;
    case 1: return at::gelu(gate, "tanh") * up;
    default: return at::gelu(gate, "none") * up;
  }
}

static at::Tensor softcapped(const at::Tensor& scores, double cap) { return cap > 0 ? at::tanh(scores / cap) * cap : scores; }

// True where the key lies after the query, or before its window; the last query stands at the last key.
static at::Tensor hidden(int64_t queries, int64_t keys, const Attend& how, const at::Tensor& like) {
  auto options = like.options().dtype(at::kLong).requires_grad(false);
  auto distance = (at::arange(queries, options) + (keys - queries)).unsqueeze(1) - at::arange(keys, options).unsqueeze(0);
  auto mask = at::zeros({queries, keys}, options.dtype(at::kBool));
  if (how.causal) mask = at::logical_or(mask, distance < 0);
  if (how.window > 0) mask = at::logical_or(mask, distance >= how.window);
  return mask;
}

static at::Tensor perGroup(const at::Tensor& x, int64_t groups) {
  return groups == 1 ? x : x.repeat_interleave(groups, -3);
}

at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Attend& how) {
  auto groups = q.size(1) / k.size(1);
  auto queries = q.transpose(0, 1), keys = perGroup(k.transpose(0, 1), groups), values = perGroup(v.transpose(0, 1), groups);
  auto scores = softcapped(at::matmul(queries, keys.transpose(-1, -2)).to(wide(q)) * how.scale, how.softcap);  // (Hq, T, S)
  if (how.causal || how.window > 0) {
    scores = scores.masked_fill(hidden(q.size(0), k.size(0), how, q), -std::numeric_limits<double>::infinity());
  }
  return at::matmul(at::softmax(scores, -1).to(q.scalar_type()), values).transpose(0, 1);
}

at::Tensor attendMasked(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& mask, const Attend& how) {
  auto groups = q.size(2) / k.size(2);
  auto queries = q.transpose(1, 2), keys = perGroup(k.transpose(1, 2), groups), values = perGroup(v.transpose(1, 2), groups);
  auto scores = softcapped(at::matmul(queries, keys.transpose(-1, -2)).to(wide(q)) * how.scale, how.softcap);  // (B, Hq, T, S)
  // The lowest finite number and not minus infinity: a row that sees nothing stays a number.
  auto lowest = static_cast<double>(std::numeric_limits<float>::lowest());
  if (how.causal || how.window > 0) scores = scores.masked_fill(hidden(q.size(1), k.size(1), how, q), lowest);
  if (mask.defined()) {
    scores = mask.scalar_type() == at::kBool ? scores.masked_fill(at::logical_not(mask), lowest) : scores + mask;
  }
  return at::matmul(at::softmax(scores, -1).to(q.scalar_type()), values).transpose(1, 2);
}

}  // namespace demur::plain
