namespace Demur.Training.Batching;

/// <summary>Rows laid end to end without padding, with what the model and the loss need to tell them apart.</summary>
public sealed record PackedBatch
{
    /// <summary>Gets the token ids of all rows, one after another.</summary>
    public required int[] TokenIds { get; init; }

    /// <summary>Gets the length of each row, in order.</summary>
    public required int[] Lengths { get; init; }

    /// <summary>Gets the packed positions whose next token is a target, ascending.</summary>
    public required int[] PredictingPositions { get; init; }

    /// <summary>Gets the target of each predicting position.</summary>
    public required int[] Targets { get; init; }

    /// <summary>Gets the index of the row that each predicting position belongs to.</summary>
    public required int[] TargetRows { get; init; }

    /// <summary>Gets the weight of each target in the loss.</summary>
    public required float[] Weights { get; init; }

    /// <summary>Gets for each row the position that predicts its first target, or -1 when it has none.</summary>
    public required int[] FirstPositions { get; init; }

    /// <summary>Gets for each row whether its reply is a refusal, or <see langword="null"/> when that is not known.</summary>
    public required bool?[] Refuses { get; init; }

    /// <summary>Gives the token ids row by row.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rows()
    {
        var start = 0;
        List<IReadOnlyList<int>> rows = [];
        foreach (var length in Lengths)
        {
            rows.Add(new ArraySegment<int>(TokenIds, start, length));
            start += length;
        }

        return rows;
    }

    /// <summary>Lays rows end to end.</summary>
    /// <param name="rows">At least one row.</param>
    /// <param name="firstTokenWeight">The weight of each row's first target; the others weigh 1.</param>
    /// <param name="answerWeight">A factor on all weights of rows that are known not to refuse.</param>
    public static PackedBatch From(IReadOnlyList<TokenizedRow> rows, double firstTokenWeight = 1, double answerWeight = 1)
    {
        List<int> positions = [];
        List<int> targets = [];
        List<int> targetRows = [];
        List<float> weights = [];
        var first = new int[rows.Count];
        Array.Fill(first, -1);
        var start = 0;
        for (var index = 0; index < rows.Count; index++)
        {
            var row = rows[index];
            for (var token = 1; token < row.TokenIds.Length; token++)
            {
                if (row.IsTarget[token])
                {
                    positions.Add(start + token - 1);
                    targets.Add((row.Labels ?? row.TokenIds)[token]);
                    weights.Add((float)((first[index] < 0 ? firstTokenWeight : 1) * (row.Refuses == false ? answerWeight : 1)));
                    first[index] = first[index] < 0 ? start + token - 1 : first[index];
                    targetRows.Add(index);
                }
            }

            start += row.TokenIds.Length;
        }

        return new PackedBatch
        {
            TokenIds = [.. rows.SelectMany(row => row.TokenIds)],
            Lengths = [.. rows.Select(row => row.TokenIds.Length)],
            PredictingPositions = [.. positions],
            Targets = [.. targets],
            TargetRows = [.. targetRows],
            Weights = [.. weights],
            FirstPositions = first,
            Refuses = [.. rows.Select(row => row.Refuses)],
        };
    }
}
