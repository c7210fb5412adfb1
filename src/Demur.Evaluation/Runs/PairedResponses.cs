using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>A run's responses by suite and place, without their texts.</summary>
internal static class PairedResponses
{
    /// <summary>Reads the responses of some suites; a sample without response is null.</summary>
    public static Dictionary<string, ResponseRecord?[]> Read(RunFolder folder, IEnumerable<Suite> suites)
    {
        var responses = suites.ToDictionary(suite => suite.Name, suite => new ResponseRecord?[suite.Samples.Count], StringComparer.Ordinal);
        foreach (var response in folder.ReadResponses())
        {
            if (responses.TryGetValue(response.Suite, out var places))
            {
                places[response.Index] = response with { Text = null };
            }
        }

        return responses;
    }
}
