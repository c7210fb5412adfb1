namespace Demur.Evaluation.Judges.Learned;

/// <summary>Fits a <see cref="NGramClassifier"/> by AdaGrad with an L2 penalty on what is touched.</summary>
internal sealed class NGramTrainer(NGramOptions options)
{
    /// <summary>Fits.</summary>
    /// <param name="examples">The features of each row, the kinds its label allows, and its weight.</param>
    public NGramClassifier Fit(IReadOnlyList<TrainingExample> examples)
    {
        var classifier = new NGramClassifier();
        var squares = new float[classifier.Weights.Length];
        var random = new Random(options.Seed);
        int[] order = [.. Enumerable.Range(0, examples.Count)];
        Span<float> scores = stackalloc float[RefusalKinds.Count];
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var index in order)
            {
                Step(classifier, squares, examples[index], scores);
            }
        }

        return classifier;
    }

    private void Step(NGramClassifier classifier, float[] squares, TrainingExample example, Span<float> gradient)
    {
        classifier.Score(example.Features, gradient);
        RefusalKinds.Softmax(gradient);
        var allowed = 0f;
        for (var kind = 0; kind < RefusalKinds.Count; kind++)
        {
            allowed += example.Allowed[kind] ? gradient[kind] : 0;
        }

        for (var kind = 0; kind < RefusalKinds.Count; kind++)
        {
            var share = example.Allowed[kind] ? gradient[kind] / Math.Max(allowed, 1e-9f) : 0;
            gradient[kind] = example.Weight * (gradient[kind] - share);
        }

        var buckets = example.Features.Buckets;
        var values = example.Features.Values;
        for (var i = 0; i < buckets.Length; i++)
        {
            var row = RefusalKinds.Count * buckets[i];
            for (var kind = 0; kind < RefusalKinds.Count; kind++)
            {
                ref var weight = ref classifier.Weights[row + kind];
                var slope = (gradient[kind] * values[i]) + (options.Penalty * weight);
                ref var square = ref squares[row + kind];
                square += slope * slope;
                weight -= options.Rate * slope / (MathF.Sqrt(square) + 1e-6f);
            }
        }
    }
}
