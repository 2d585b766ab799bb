using Lab.Benchmarks.Load;

return args switch
{
    ["load", .. var rest] => await LoadCommand.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Commands: load");
    return 2;
}
