using Xunit;

namespace Demur.Tests.Testing;

/// <summary>Finds the reference figures and the public data that some tests read, and the list of cases not supported yet.</summary>
internal static class GoldenFolder
{
    private static readonly Lazy<string> Repository = new(FindRepository);
    private static readonly Lazy<HashSet<string>> UnsupportedCases = new(ReadUnsupported);

    /// <summary>Gets the folder that holds <c>Demur.slnx</c>.</summary>
    public static string RepositoryRoot => Repository.Value;

    /// <summary>Gets the root of the reference figures; skips the test when there is none.</summary>
    public static string Golden => RootOrSkip("DEMUR_GOLDEN", "golden");

    /// <summary>Gets the root of the public data sets; skips the test when there is none.</summary>
    public static string Data => RootOrSkip("DEMUR_DATA", "data");

    /// <summary>Gets the folder of one kind of reference figures; fails when the root lacks it.</summary>
    public static string Kind(string kind)
    {
        var folder = Path.Combine(Golden, kind);
        Assert.True(Directory.Exists(folder), $"{folder} is missing although the root of the golden figures is there.");
        return folder;
    }

    /// <summary>Lists the case folders of one kind by layout: those that hold <paramref name="marker"/>; fails when there are none.</summary>
    public static IReadOnlyList<string> Cases(string kind, string marker)
    {
        var folders = Directory.GetDirectories(Kind(kind))
            .Where(folder => File.Exists(Path.Combine(folder, marker)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        Assert.True(folders.Length > 0, $"{Kind(kind)} holds no case with {marker}.");
        return folders;
    }

    /// <summary>Gets a file or folder below the data root; skips the test when it is absent.</summary>
    public static string DataOrSkip(params string[] parts)
    {
        var path = Path.Combine([Data, .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"{path} is absent. Set DEMUR_DATA to a folder that has it.");
        return path;
    }

    /// <summary>Tells whether <c>References/unsupported.txt</c> names the case <c>kind/name</c>.</summary>
    public static bool IsUnsupported(string kind, string name) => UnsupportedCases.Value.Contains($"{kind}/{name}");

    /// <summary>Writes how many cases ran and how many are skipped by the committed list, and fails when none ran.</summary>
    public static void Report(string kind, int ran, int skipped)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {ran} ran, {skipped} skipped by References/unsupported.txt");
        Assert.True(ran > 0, $"{kind}: no case ran ({skipped} skipped).");
    }

    private static string RootOrSkip(string variable, string name)
    {
        var given = Environment.GetEnvironmentVariable(variable);
        var root = string.IsNullOrEmpty(given) ? Path.Combine(RepositoryRoot, "..", "shared", name) : given;
        Assert.SkipUnless(Directory.Exists(root), $"{root} is absent. Set {variable} to run this test.");
        return Path.GetFullPath(root);
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Demur.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Demur.slnx.");
    }

    private static HashSet<string> ReadUnsupported() =>
        File.ReadLines(Path.Combine(RepositoryRoot, "tests", "Demur.Tests", "References", "unsupported.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', 2)[0])
            .ToHashSet(StringComparer.Ordinal);
}
