// Log-probabilities of labels under a wide output head.
#include "plain.h"

using namespace demur;

// (N) float32: log p(label) of each row, 0 where the label is negative.
DEMUR_API Handle demur_token_log_probs(Handle hidden, Handle head, Handle labels, int64_t chunk, double scale, double softcap) {
  return make([&] {
    auto labelled = at::nonzero(*labels >= 0).squeeze(-1);
    auto wide = hidden->scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    auto logits = at::linear(hidden->index_select(0, labelled), *head).to(wide) * scale;
    if (softcap > 0) logits = at::tanh(logits / softcap) * softcap;
    auto picked = at::log_softmax(logits, -1).gather(-1, labels->index_select(0, labelled).unsqueeze(-1)).squeeze(-1);
    return at::zeros({hidden->size(0)}, picked.options()).index_add(0, labelled, picked);
  });
}
