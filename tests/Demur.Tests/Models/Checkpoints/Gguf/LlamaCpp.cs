using System.Diagnostics;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Gguf;

/// <summary>llama.cpp in a process of its own, through node-llama-cpp; <c>scripts/llama-cpp.sh</c> installs it.</summary>
internal static class LlamaCpp
{
    /// <summary>Continues texts greedily; skips the test where llama.cpp is not installed.</summary>
    public static Task<LlamaCppAnswer> AnswerAsync(string model, IReadOnlyList<string> texts, int tokens) => AskAsync(model, new { model, texts, tokens });

    /// <summary>Continues token ids greedily, over the end of a text; skips the test where llama.cpp is not installed.</summary>
    public static Task<LlamaCppAnswer> AnswerAsync(string model, IReadOnlyList<int[]> ids, int tokens) => AskAsync(model, new { model, ids, tokens });

    private static async Task<LlamaCppAnswer> AskAsync(string model, object question)
    {
        var place = Environment.GetEnvironmentVariable("DEMUR_LLAMA_CPP") ?? Path.Combine(GoldenFolder.RepositoryRoot, "artifacts", "llama-cpp");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(place, "node_modules", "node-llama-cpp")),
            $"{place} has no node-llama-cpp. Run scripts/llama-cpp.sh, which installs it and runs this test.");
        var script = Path.Combine(place, "answer.mjs");
        File.Copy(Path.Combine(GoldenFolder.RepositoryRoot, "tests", "llama-cpp", "answer.mjs"), script, overwrite: true);
        using var folder = new TemporaryFolder();
        var request = folder.Write("request.json", JsonSerializer.Serialize(question));
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        start.ArgumentList.Add(request);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"llama.cpp refuses {model}: {await errors}");
        return JsonSerializer.Deserialize<LlamaCppAnswer>(await output, DemurJson.Line)!;
    }
}
