// The kernels' text, compiled once for each kind of processor under another namespace and other instruction sets.
// Nothing from libtorch and no inline function of the standard library may come in here: the linker would be free to keep
// the copy that uses wide instructions for everyone.
#pragma once

#include "kernels.h"

#include "vector.h"

#include "product.h"

#include "panel_product.h"

#include "blocks.h"

#include "rows.h"

#include "attention.h"

#include "prefix_attention.h"

#include "paired_attention.h"

namespace demur::kernels {

extern const Table DEMUR_KERNELS;

#define DEMUR_NAME_OF(name) #name
#define DEMUR_NAME(name) DEMUR_NAME_OF(name)

namespace {
template <class T>
constexpr Kernels<T> kernelsFor() {
  return {product<T, T>, product<T, float>, kStreamRows<T>, kPanelRows<T>, kPartRows<T>, kGradientRows<T>, kPanel<T>, panelScratch<T>, panelProduct<T, T>, panelProduct<T, float>, turnRows<T, T>, blockProduct<T>, unpack<T>, rmsNorm<T>, rmsNormBackward<T>, largestAt<T>, rope<T>, gated<T>, gatedBackward<T>, drop<T>, sequenceAttention<T>, sequenceAttentionBackward<T>, turn<T>, turnKeys<T>, prefixScratch<T>, kPrefixQueries<T>, prefixAttention<T>};
}
}  // namespace

const Table DEMUR_KERNELS = {DEMUR_NAME(DEMUR_KERNELS), kernelsFor<float>(), kernelsFor<bf16>(), labelRow, divergenceRow, adamW, squares};

}  // namespace demur::kernels
