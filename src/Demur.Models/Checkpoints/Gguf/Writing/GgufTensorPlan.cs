using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Storage;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Decides for each tensor of a model what it is called in GGUF, how it is turned, and in which format it is stored.</summary>
internal sealed class GgufTensorPlan(ModelConfig config, GgufArchitecture architecture, GgufQuantisation quantisation)
{
    public IReadOnlyList<GgufTensorToWrite> Of(IReadOnlyList<TensorToWrite> tensors)
    {
        var planned = tensors
            .Where(tensor => !(config.TiesEmbeddings && tensor.Name == "lm_head.weight"))
            .Select(Place)
            .ToList();
        planned.AddRange(RopeFactors());
        return planned;
    }

    private GgufTensorToWrite Place(TensorToWrite tensor)
    {
        var name = GgufNames.FromTransformers(tensor.Name, config.Family)
            ?? throw new DemurException($"Tensor {Shown.Name(tensor.Name)} has no place in a GGUF file of a {config.ModelType}. Save it as a Hugging Face folder.");
        var transposed = architecture.TransposesProjections && tensor.Shape.Count == 2 && name.StartsWith("blk.", StringComparison.Ordinal);
        var rows = tensor.Name switch
        {
            _ when !architecture.InterleavesRotaryRows => null,
            _ when tensor.Name.Contains("self_attn.q_proj", StringComparison.Ordinal) => GgufLayout.HalvesToPairs(config.HeadDimension),
            _ when tensor.Name.Contains("self_attn.k_proj", StringComparison.Ordinal) => GgufLayout.HalvesToPairs(config.HeadDimension),
            _ => null,
        };
        return new GgufTensorToWrite(name, tensor, Format(name, tensor, transposed))
        {
            RowOrder = rows,
            Shift = architecture.AddsOneToNorms && name.EndsWith("norm.weight", StringComparison.Ordinal) ? 1 : 0,
            Transposed = transposed,
        };
    }

    // Vectors are small and matter; rows that blocks do not divide fall back to half precision, as in llama.cpp.
    private IStorageFormat Format(string name, TensorToWrite tensor, bool transposed)
    {
        if (tensor.Shape.Count < 2 || name is "position_embd.weight")
        {
            return PlainFormat.Float32;
        }

        var outer = name is "token_embd.weight" or "output.weight";
        var fine = outer && (quantisation is GgufQuantisation.Q4_0 or GgufQuantisation.Q4_1);
        var wanted = GgmlFormats.Find(fine ? "Q8_0" : quantisation.ToString())!;
        return tensor.Shape[transposed ? 0 : 1] % wanted.BlockElements == 0 ? wanted : PlainFormat.Float16;
    }

    private IEnumerable<GgufTensorToWrite> RopeFactors()
    {
        if (config.Rope is not { } rope)
        {
            return [];
        }

        return rope.Type switch
        {
            RopeType.Llama3 => [Factors(GgufRope.Llama3Factors, GgufRope.Llama3Divisors(
                config.HeadDimension / 2, rope.Theta, rope.Factor, rope.OriginalContextLength ?? config.ContextLength))],
            RopeType.LongRope =>
            [
                Factors(GgufRope.LongFactors, [.. rope.LongFactors.Select(factor => (float)factor)]),
                Factors(GgufRope.ShortFactors, [.. rope.ShortFactors.Select(factor => (float)factor)]),
            ],
            _ => [],
        };
    }

    private static GgufTensorToWrite Factors(string name, float[] values) =>
        new(name, new TensorToWrite(name, [values.Length], () => Tensor.From(values)), PlainFormat.Float32);
}
