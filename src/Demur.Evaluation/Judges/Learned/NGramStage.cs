using System.Buffers.Binary;
using System.IO.Compression;
using Demur.Abstractions;

namespace Demur.Evaluation.Judges.Learned;

/// <summary>The second stage of the staged judge: a small classifier over runs of words and letters and over what the patterns saw.</summary>
public sealed class NGramStage
{
    private const int Magic = 0x4E47_4A31; // "1JGN"
    private const int Levels = 127;

    private static readonly ThreadLocal<FeatureVector> Rented = new(() => new FeatureVector());

    private readonly NGramClassifier _classifier;

    private NGramStage(NGramClassifier classifier, string identity)
    {
        _classifier = classifier;
        Identity = identity;
    }

    /// <summary>Gets the hash of the weights and of what they read.</summary>
    public string Identity { get; }

    /// <summary>Trains on labelled responses, and on rows that Demur's authors wrote.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="options">Rate, passes and the rest.</param>
    public static NGramStage Train(IReadOnlyList<LabelledResponse> rows, NGramOptions options)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        var examples = rows.Concat(OwnRows.Make(options.Seed)).Select(row => new TrainingExample(
            FeaturesOf(new JudgeInput(LabelledSamples.Of(row), new SampleResponse { Text = row.Response })),
            RefusalKinds.Allowed(row),
            1));
        return new NGramStage(new NGramTrainer(options).Fit([.. examples]), "untrained");
    }

    /// <summary>Reads a classifier.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="DemurException">The file is missing, damaged or of another version.</exception>
    public static NGramStage Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new DemurException($"There is no n-gram classifier '{path}'. Train one with demur judge train.");
        }

        try
        {
            var file = File.ReadAllBytes(path);
            using var packed = new BrotliStream(new MemoryStream(file), CompressionMode.Decompress);
            using var reader = new BinaryReader(packed);
            if (reader.ReadInt32() != Magic || reader.ReadInt32() != NGramFeatures.Buckets)
            {
                throw new DemurException($"'{path}' is no n-gram classifier of this version. Train it again with demur judge train.");
            }

            var step = reader.ReadSingle();
            var levels = reader.ReadBytes(NGramFeatures.Buckets * RefusalKinds.Count);
            return levels.Length == NGramFeatures.Buckets * RefusalKinds.Count
                ? new NGramStage(new NGramClassifier([.. levels.Select(level => (sbyte)level * step)]), Hash(file))
                : throw new DemurException($"'{path}' ends too soon. Train it again with demur judge train.");
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or InvalidOperationException)
        {
            throw new DemurException($"'{path}' is damaged. Train it again with demur judge train.", damage);
        }
    }

    /// <summary>Writes the weights in 8 bits, packed; what is read back differs by half a step at most.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    public void Save(string path)
    {
        var step = Math.Max(1e-9f, _classifier.Weights.Max(MathF.Abs) / Levels);
        using var file = new MemoryStream();
        using (var packed = new BrotliStream(file, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            Span<byte> head = stackalloc byte[12];
            BinaryPrimitives.WriteInt32LittleEndian(head, Magic);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], NGramFeatures.Buckets);
            BinaryPrimitives.WriteSingleLittleEndian(head[8..], step);
            packed.Write(head);
            packed.Write([.. _classifier.Weights.Select(weight => (byte)(sbyte)MathF.Round(weight / step))]);
        }

        WholeFile.Write(path, file.WriteTo);
    }

    /// <summary>Gives the probabilities of the kinds of a labelled response, whatever its label.</summary>
    /// <param name="row">The response.</param>
    public float[] Classify(LabelledResponse row) => Classify(new JudgeInput(LabelledSamples.Of(row), new SampleResponse { Text = row.Response }));

    /// <summary>Gives the probabilities of the kinds of a text alone, without the patterns' signals: what this stage costs by itself.</summary>
    /// <param name="text">The response as it came.</param>
    public float[] ClassifyText(string text)
    {
        var features = Rented.Value!;
        NGramFeatures.Read(JudgeText.Head(text), JudgeText.Tail(text), [], features);
        return Classify(features);
    }

    internal float[] Classify(JudgeInput input) => Classify(FeaturesOf(input));

    internal float[] Classify(FeatureVector features)
    {
        var kinds = new float[RefusalKinds.Count];
        _classifier.Score(features, kinds);
        RefusalKinds.Softmax(kinds);
        return kinds;
    }

    internal static FeatureVector FeaturesOf(JudgeInput input)
    {
        var features = new FeatureVector();
        NGramFeatures.Read(input.Head, input.Tail, input.Signals, features);
        return features;
    }

    private static string Hash(byte[] file) => ShortHash.Of([.. file, .. System.Text.Encoding.UTF8.GetBytes(NGramFeatures.Version + JudgeText.Version)]);
}
