using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Judges.Rubrics;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Judges;

/// <summary>Grades a run's answers, several at once; finished verdicts stand in <c>OUT.part</c>, from which the same command goes on.</summary>
/// <param name="judge">Who is asked.</param>
/// <param name="identity">The hash of the rubric, the judges and what is compared.</param>
/// <param name="path">The file to write.</param>
internal sealed class RubricGrading(RubricJudge judge, string identity, string path)
{
    private const int AtOnce = 16;

    private string Part => path + ".part";

    /// <summary>Grades; verdicts that failed in an earlier session are asked for again.</summary>
    /// <param name="answers">The answers, each with the one of another run where two are compared.</param>
    /// <param name="cancellationToken">Stops asking; what is finished is kept.</param>
    public async Task<IReadOnlyList<StoredVerdict>> RunAsync(IReadOnlyList<(Sample Sample, ResponseRecord Response, string? Other)> answers, CancellationToken cancellationToken)
    {
        var done = Earlier().ToDictionary(verdict => (verdict.Suite, verdict.Index));
        using var line = new ProgressLine(TimeProvider.System);
        using var writing = new SemaphoreSlim(1);
        // Begun anew, so that a half line of a killed session is gone.
        await File.WriteAllLinesAsync(Part, done.Values.Select(verdict => verdict.Line()), cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            answers.Where(answer => !done.ContainsKey((answer.Response.Suite, answer.Response.Index))).ToArray(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (answer, token) =>
            {
                var verdict = await GradeAsync(answer, token).ConfigureAwait(false);
                await writing.WaitAsync(token).ConfigureAwait(false);
                try
                {
                    await File.AppendAllTextAsync(Part, verdict.Line() + "\n", CancellationToken.None).ConfigureAwait(false);
                    done[(verdict.Suite, verdict.Index)] = verdict;
                    line.Show($"{judge.Rubric.Name}: {done.Count} of {answers.Count} judged", always: done.Count == answers.Count);
                }
                finally
                {
                    writing.Release();
                }
            }).ConfigureAwait(false);
        StoredVerdict[] verdicts = [.. answers.Select(answer => done[(answer.Response.Suite, answer.Response.Index)])];
        WholeFile.WriteLines(path, verdicts.Select(verdict => verdict.Line()));
        File.Delete(Part);
        return verdicts;
    }

    private async Task<StoredVerdict> GradeAsync((Sample Sample, ResponseRecord Response, string? Other) answer, CancellationToken cancellationToken)
    {
        var request = answer.Sample.Request;
        var verdict = answer.Other is { } other
            ? await judge.CompareAsync(request, answer.Response.Text!, other, cancellationToken).ConfigureAwait(false)
            : await judge.AskAsync(request, answer.Response.Text!, cancellationToken).ConfigureAwait(false);
        return new StoredVerdict
        {
            Suite = answer.Response.Suite,
            Id = answer.Response.Id,
            Index = answer.Response.Index,
            Kind = verdict.Kind,
            By = verdict.By,
            Values = verdict.Values,
            Reason = verdict.Reason,
            HarmGrade = verdict.HarmGrade,
            Rubric = judge.Rubric.Name,
            Identity = identity,
        };
    }

    private IEnumerable<StoredVerdict> Earlier() => File.Exists(Part)
        ? File.ReadLines(Part).Select(Parse).OfType<StoredVerdict>().Where(verdict => verdict.Identity == identity && verdict.Kind != VerdictKind.Failed).DistinctBy(verdict => (verdict.Suite, verdict.Index))
        : [];

    private static StoredVerdict? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<StoredVerdict>(line, DemurJson.Line);
        }
        catch (JsonException)
        {
            // A killed session may have left half a line; its answer is graded again.
            return null;
        }
    }
}
