using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Importers;
using Demur.Tests.Testing;

namespace Demur.Tests.Data.Importers;

/// <summary>Reads suites from invented files in the layout of a public set, whose hashes are taken as published.</summary>
internal static class InventedSet
{
    public static Suite Read(string suite, params (string Path, string Content)[] files)
    {
        using var folder = new TemporaryFolder();
        var known = PublicSuites.All.Single(entry => entry.Name == suite);
        var set = new PublicSet
        {
            Name = known.Set,
            Title = "Invented",
            About = "Invented rows.",
            Licence = "MIT",
            Citation = "Nobody, 2026",
            Pages = [new Uri("https://example.org")],
            Files = [.. files.Select(file => Save(folder, known.Set, file.Path, file.Content))],
        };
        return PublicSuites.Read(known, new SetReader(new DataStore(folder.Path), set));
    }

    private static PublicFile Save(TemporaryFolder folder, string set, string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File($"{set}/{path}"))!);
        folder.Write($"{set}/{path}", content);
        var bytes = Encoding.UTF8.GetBytes(content);
        return new PublicFile { Path = path, Bytes = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)), Licence = "MIT" };
    }
}
