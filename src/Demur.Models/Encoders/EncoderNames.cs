using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Encoders;

/// <summary>What an encoder family calls its weights, with <c>{0}</c> where the layer's number goes.</summary>
internal sealed record EncoderNames
{
    /// <summary>Gets the prefix of the body inside a model with a head; bodies saved alone lack it.</summary>
    public required string Body { get; init; }

    public string Layer { get; init; } = "encoder.layer.{0}.";

    public string Query { get; init; } = "attention.self.query";

    public string Key { get; init; } = "attention.self.key";

    public string Value { get; init; } = "attention.self.value";

    public string AttentionOutput { get; init; } = "attention.output.dense";

    public string AttentionNorm { get; init; } = "attention.output.LayerNorm";

    public string Inner { get; init; } = "intermediate.dense";

    public string Outer { get; init; } = "output.dense";

    public string OutputNorm { get; init; } = "output.LayerNorm";

    public static EncoderNames Of(ModelFamily family) => family switch
    {
        ModelFamily.Bert => new() { Body = "bert." },
        ModelFamily.Roberta => new() { Body = "roberta." },
        ModelFamily.DebertaV2 => new()
        {
            Body = "deberta.",
            Query = "attention.self.query_proj",
            Key = "attention.self.key_proj",
            Value = "attention.self.value_proj",
        },
        ModelFamily.DistilBert => new()
        {
            Body = "distilbert.",
            Layer = "transformer.layer.{0}.",
            Query = "attention.q_lin",
            Key = "attention.k_lin",
            Value = "attention.v_lin",
            AttentionOutput = "attention.out_lin",
            AttentionNorm = "sa_layer_norm",
            Inner = "ffn.lin1",
            Outer = "ffn.lin2",
            OutputNorm = "output_layer_norm",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Not an encoder."),
    };
}
