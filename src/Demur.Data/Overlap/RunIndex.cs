namespace Demur.Data.Overlap;

/// <summary>Finds the texts that share word runs with a given one, without comparing it with each.</summary>
internal sealed class RunIndex
{
    private readonly IReadOnlyList<RequestText> texts;
    private readonly int commonLimit;
    private readonly ulong[] runs;
    private readonly int[] owners;

    public RunIndex(IReadOnlyList<RequestText> texts, int commonLimit)
    {
        this.texts = texts;
        this.commonLimit = commonLimit;
        runs = new ulong[texts.Sum(text => text.Runs.Length)];
        owners = new int[runs.Length];
        var next = 0;
        for (var owner = 0; owner < texts.Count; owner++)
        {
            foreach (var run in texts[owner].Runs)
            {
                (runs[next], owners[next]) = (run, owner);
                next++;
            }
        }

        Array.Sort(runs, owners);
    }

    /// <summary>Gives the texts that share at least one run that is not common wording, and how many runs they share in all.</summary>
    public IEnumerable<(int Owner, int Shared)> Find(RequestText text)
    {
        var candidates = new HashSet<int>();
        foreach (var run in text.Runs)
        {
            var first = FirstOf(run);
            var end = first;
            while (end < runs.Length && runs[end] == run && end - first < commonLimit)
            {
                end++;
            }

            if (end - first < commonLimit)
            {
                candidates.UnionWith(owners.AsSpan(first, end - first).ToArray());
            }
        }

        return candidates.Order().Select(owner => (owner, RequestText.CountShared(text.Runs, texts[owner].Runs)));
    }

    private int FirstOf(ulong run)
    {
        var (low, high) = (0, runs.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = runs[middle] < run ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
