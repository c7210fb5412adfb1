using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class JudgeGradeCommandTests : IDisposable
{
    private const int Questions = 20;
    private const string Verdict = "It answers.\nVERDICT: full_compliance";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_judge_at_an_address_is_asked_again_when_it_is_busy_and_a_second_grading_asks_only_what_failed()
    {
        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(_folder.File("run"), TinyEvaluation.Client(), TinyEvaluation.Questions));
        var turnedAway = 0;
        using (var busy = new LocalServer(_ => Interlocked.Increment(ref turnedAway) == 3 ? LocalServer.Fails(429, "slow down", ("Retry-After", "0")) : LocalServer.Says(Verdict)))
        {
            var graded = await GradeAsync(busy);

            Assert.True(graded.ExitCode == 0, graded.Errors);
            Assert.Contains($"{Questions} given, 0 refused, 0 unparsed, 0 failed", graded.Output, StringComparison.Ordinal);
            Assert.Equal(Questions + 1, busy.Requests.Count);
        }

        // A session killed after eight verdicts and in the middle of the ninth.
        var lines = File.ReadAllLines(_folder.File("verdicts.jsonl"));
        Assert.Equal(Questions, lines.Length);
        File.Delete(_folder.File("verdicts.jsonl"));
        File.WriteAllText(_folder.File("verdicts.jsonl.part"), string.Join('\n', lines[..8]) + "\n" + lines[8][..30]);
        using var server = new LocalServer(_ => LocalServer.Says(Verdict));
        // Another address is another judge, whose verdicts are not mixed with the first one's.
        Assert.Equal(0, (await GradeAsync(server)).ExitCode);
        Assert.Equal(Questions, server.Requests.Count);
        File.WriteAllLines(_folder.File("verdicts.jsonl.part"), File.ReadAllLines(_folder.File("verdicts.jsonl"))[..8]);

        Assert.Equal(0, (await GradeAsync(server)).ExitCode);

        Assert.Equal(Questions + Questions - 8, server.Requests.Count);
        Assert.Equal(Questions, File.ReadAllLines(_folder.File("verdicts.jsonl")).Length);
        Assert.False(File.Exists(_folder.File("verdicts.jsonl.part")));
    }

    public void Dispose() => _folder.Dispose();

    private Task<DemurResult> GradeAsync(LocalServer server) => DemurProcess.RunAsync(
        "judge", "grade", _folder.File("run"), "--rubric", "refusal-3", "--by", "openai:stub", "--endpoint", $"{server.Endpoint}", "--out", _folder.File("verdicts.jsonl"));
}
