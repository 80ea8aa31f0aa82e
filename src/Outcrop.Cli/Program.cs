Console.WriteLine("outcrop");
