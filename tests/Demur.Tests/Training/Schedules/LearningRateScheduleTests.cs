using System.Text.Json;
using Demur.Tests.Testing;
using Demur.Training.Schedules;
using Xunit;

namespace Demur.Tests.Training.Schedules;

public sealed class LearningRateScheduleTests
{
    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void Every_schedule_follows_the_reference()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenFolder.Golden, "schedules.json")));
        var root = document.RootElement;
        var compared = 0;
        foreach (var entry in root.GetProperty("values").EnumerateObject())
        {
            var schedule = new LearningRateSchedule(
                Enum.Parse<ScheduleShape>(entry.Name, ignoreCase: true), root.GetProperty("warmup").GetInt32(), root.GetProperty("total").GetInt32());
            var expected = entry.Value.EnumerateArray().Select(value => value.GetDouble()).ToArray();
            for (var step = 0; step < expected.Length; step++)
            {
                Assert.Equal(expected[step], schedule.FactorAt(step), 1e-5);
                compared++;
            }
        }

        Assert.True(compared >= 300);
        GoldenFolder.Report("schedules", compared, 0);
    }
}
